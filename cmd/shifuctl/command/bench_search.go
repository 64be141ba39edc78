package command

import (
	"fmt"
	"strings"

	"shifu/internal/fault"
	"shifu/internal/lang"
	"shifu/training"
)

func init() { benches["search"] = benchSearch }

// searched is how many scripts the search is measured over.
const searched = 100_000

// benchSearch measures a search with its exact count and first 20 over 100,000
// scripts, and checks each count against reading every script.
func benchSearch(s *scene, b *bench) ([]figure, error) {
	parts := strings.Fields("退款 换货 运费险 差价 发货 签收 亲 您好 马上为您 鞋底 尺码 登山鞋 到账 今天 三天内 仓库 核对 地址 优惠券 满减 " +
		"开胶 保修 拦截 改址 断货 颜色 补货 验收 单号 照片 客户 会员 生日券 半码 脚背 宽脚 乐福 短靴 雪地 棉拖")
	n := uint32(1)
	pick := func() string { n = n*1664525 + 1013904223; return parts[int(n>>16)%len(parts)] }
	scripts := make([]training.Script, searched)
	for i := range scripts {
		var text strings.Builder
		for range 10 {
			text.WriteString(pick())
		}
		scripts[i] = training.Script{Code: fmt.Sprintf("z%d", i), Title: lang.Text{ZH: pick() + pick()}, Text: lang.Text{ZH: text.String()}, Stage: "s", By: training.ByHuman}
	}
	library := training.NewLibrary(scripts)
	var figures []figure
	for _, q := range []struct{ name, text string }{{"two characters", "退款"}, {"four characters", "退款差价"}, {"several words", "退款 鞋底 尺码"}} {
		want, got := 0, 0
		for _, sc := range scripts {
			all := true
			for _, w := range strings.Fields(q.text) {
				all = all && (strings.Contains(sc.Title.ZH, w) || strings.Contains(sc.Text.ZH, w))
			}
			if all {
				want++
			}
		}
		f, err := measure("search: "+q.name, b.Count, func(int) error {
			got = library.Search(training.ScriptQuery{Text: q.text, Limit: 20}, nil, "2026-11-02").Total
			return nil
		})
		if err != nil {
			return nil, err
		}
		if got != want {
			return nil, fault.New(fault.Internal, "fault.internal")
		}
		figures = append(figures, f)
	}
	return figures, nil
}
