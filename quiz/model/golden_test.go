package model_test

// golden holds situations with their ids and keys: model, situation id, situation, key.
var golden = [][4]string{
	{"as.return-window", "b76bab5c8a53", "status=signed;tier=normal;camp=daily;days=8;intact=cut", "late"},
	{"as.return-window", "4a42edf6848a", "status=moving;tier=normal;camp=promo;days=0;intact=whole", "intercept"},
	{"as.return-window", "384fce9d6b3e", "status=signed;tier=gold;camp=promo;days=16;intact=cut", "not_intact"},
	{"as.return-window", "dfabdf05bb53", "status=unshipped;tier=gold;camp=daily;days=0;intact=whole", "refund_now"},
	{"as.return-window", "8059247ac24b", "status=signed;tier=gold;camp=daily;days=15;intact=whole", "agree"},
	{"as.return-window", "c38176dc56a7", "status=signed;tier=normal;camp=promo;days=31;intact=whole", "late"},
	{"as.return-window", "74b935b4ff2e", "status=signed;tier=normal;camp=daily;days=30;intact=whole", "late"},
	{"as.return-window", "43289138f1df", "status=signed;tier=gold;camp=promo;days=7;intact=whole", "agree"},
	{"ps.prorated-refund", "b8d94acf86b6", "a=19900;b=4100;tier=gold;camp=daily;coupon=none", "¥189.05"},
	{"ps.prorated-refund", "030c88ee3bff", "a=29900;b=10100;tier=normal;camp=promo;coupon=none", "¥261.63"},
	{"ps.prorated-refund", "c26b3b1fc2be", "a=25900;b=4100;tier=normal;camp=daily;coupon=c20", "¥241.74"},
	{"ps.prorated-refund", "8d559d56f952", "a=25900;b=10100;tier=gold;camp=promo;coupon=c20", "¥195.69"},
	{"ps.prorated-refund", "fc92385fda98", "a=29900;b=4100;tier=gold;camp=promo;coupon=c20", "¥222.50"},
	{"ps.prorated-refund", "6dc220804a5e", "a=19900;b=10100;tier=normal;camp=daily;coupon=c20", "¥185.74"},
	{"ps.prorated-refund", "cbf14a0d653f", "a=25900;b=4100;tier=normal;camp=promo;coupon=none", "¥215.84"},
	{"ps.prorated-refund", "4d3184f95f2b", "a=29900;b=10100;tier=gold;camp=daily;coupon=none", "¥284.05"},
	{"ps.authentic-doubt", "b0dd72066d30", "doubt=material;origin=import;channel=phone", "phone"},
	{"ps.authentic-doubt", "b63833194ebe", "doubt=customs;origin=import;channel=chat", "customs"},
	{"ps.authentic-doubt", "c91a606c3612", "doubt=brand;origin=home;channel=chat", "letter"},
	{"ps.authentic-doubt", "74e2eedb6ab0", "doubt=cheap;origin=home;channel=chat", "price"},
	{"ps.authentic-doubt", "3afa9e886e31", "doubt=material;origin=home;channel=chat", "qc"},
	{"ps.authentic-doubt", "72dbb4345cd5", "doubt=brand;origin=import;channel=chat", "chain"},
	{"ps.authentic-doubt", "7ba695404ef6", "doubt=brand;origin=home;channel=phone", "phone"},
	{"ps.authentic-doubt", "53f3bab94855", "doubt=cheap;origin=import;channel=phone", "phone"},
}
