package demo

import "shifu/internal/op"

const shopName = "青禾鞋履旗舰店"

var (
	surnames = []rune("赵钱孙李周吴郑王冯陈沈韩杨朱秦许何吕张孔曹严金魏陶姜谢邹柏窦章苏潘葛范彭")
	given    = []string{"小满", "思远", "雨桐", "子涵", "一诺", "晓峰", "佳怡", "浩然", "梦洁", "志强", "欣妍", "俊杰", "丽华", "文博", "若曦", "海涛", "静", "敏", "岚", "喆", "可", "伟", "婷", "磊"}
)

// names invents people. A shop of many has namesakes, as shops do.
func (w *world) names(n int) []string {
	out := make([]string, n)
	for i := range out {
		out[i] = string(surnames[w.rng.IntN(len(surnames))]) + given[w.rng.IntN(len(given))]
	}
	return out
}

// PIN and Passphrase are everybody's. They are printed and stand on every page
// of the demonstration, so they protect nothing.
const (
	PIN        = "830275"
	Passphrase = "海棠旧砖三月茶山晚风"
)

func (w *world) secrets(name string, role op.Role) Person {
	return Person{Name: name, Roles: []op.Role{role}, PIN: PIN, Passphrase: Passphrase}
}
