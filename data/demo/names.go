package demo

import (
	"math/rand/v2"
	"strings"
)

// The cast that pictures and guides of the product show.
const (
	ownerName = "沈岚"
	zhou      = "周敏"
	he        = "何俊"
	tang      = "唐悦"
	lin       = "林小满"
)

var (
	surnames = strings.Fields(`赵 钱 孙 李 吴 郑 王 冯 陈 蒋 韩 杨 朱 秦 许 吕 张 孔 曹 严 华 金 魏 陶 姜 谢 邹 苏 潘 葛 范 彭 鲁 韦 马 方 俞 任 袁 柳 史 费 薛 雷 贺
		倪 汤 罗 毕 郝 安 常 于 傅 齐 康 余 顾 孟 黄 萧 尹 姚 邵 汪 毛 戴 宋 庞 熊 纪 舒 项 董 梁 杜 阮 蓝 季 贾 江 郭 梅 盛 钟 徐 邱 骆 高 夏 蔡 田 樊 胡 凌 霍 虞 万 柯
		管 卢 莫 房 丁 邓 洪 包 左 石 崔 龚 程 邢 陆 翁 段 侯 全 欧阳 上官 司徒`)
	givenNames = strings.Fields(`一诺 思齐 文静 子墨 可欣 一帆 雨桐 嘉禾 明远 晓燕 志强 雅琴 建国 慧 磊 静怡 浩然 欣怡 宇航 佳 秀英 俊杰 若曦 梓涵 天佑 丽 海波 小雨 文博 晨
		春梅 立新 思远 婉清 国栋 彤 书瑶 永康 冬青 巧云 家豪 念慈 振华 怡然 少平 玉兰 启明 青青 向阳 淑芬 凯 乐 曼 睿 诗涵 云飞 晓东 敏之 清和 如意 大伟 安琪 宁 桂香 知夏
		景行 月 松年 水清 雪 毅 可儿 修远 兰心 阳 竹君 亦凡 铭 芳 千寻 望舒 小川 红梅 泽宇 悠然`)
)

// namer invents names; no two are the same.
type namer struct {
	rng  *rand.Rand
	used map[string]bool
}

func (n *namer) next() string {
	for {
		name := surnames[n.rng.IntN(len(surnames))] + givenNames[n.rng.IntN(len(givenNames))]
		if !n.used[name] {
			n.used[name] = true
			return name
		}
	}
}
