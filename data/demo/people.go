package demo

import (
	"fmt"

	"shifu/internal/op"
)

const shopName = "青禾鞋履旗舰店"

var (
	surnames = []rune("赵钱孙李周吴郑王冯陈沈韩杨朱秦许何吕张孔曹严金魏陶姜谢邹柏窦章苏潘葛范彭")
	given    = []string{"小满", "思远", "雨桐", "子涵", "一诺", "晓峰", "佳怡", "浩然", "梦洁", "志强", "欣妍", "俊杰", "丽华", "文博", "若曦", "海涛", "静", "敏", "岚", "喆", "可", "伟", "婷", "磊"}
	words    = []string{"海棠", "旧砖", "三月", "茶山", "晚风", "石桥", "竹伞", "麦田", "灯塔", "松果", "渡口", "雨巷", "纸鸢", "山雀", "桂花", "长堤"}
)

// names invents people. A shop of many has namesakes, as shops do.
func (w *world) names(n int) []string {
	out := make([]string, n)
	for i := range out {
		out[i] = string(surnames[w.rng.IntN(len(surnames))]) + given[w.rng.IntN(len(given))]
	}
	return out
}

// secrets gives out a PIN and a passphrase. They are printed, so they protect
// nothing.
func (w *world) secrets(name string, role op.Role) Person {
	p := Person{Name: name, Roles: []op.Role{role}}
	// 8 and 3 at the ends: no run, no repeated digit, no date.
	p.PIN = fmt.Sprintf("8%d0%d7%d", 1+w.rng.IntN(6), 2+w.rng.IntN(7), 2+w.rng.IntN(4))
	for range 5 {
		p.Passphrase += words[w.rng.IntN(len(words))]
	}
	return p
}
