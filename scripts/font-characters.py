"""Writes the characters that the bundled fonts hold, one code point a line.

GB2312, the traditional forms of those characters as the conversion table of
internal/i18n writes them, every character that the catalogues and packs of the
repository use, characters that names use beyond GB2312, Latin, punctuation and
the symbols of the interface.
"""
import glob
import sys

chars = set()
for hi in range(0xA1, 0xF8):
    for lo in range(0xA1, 0xFF):
        try:
            chars.add(bytes((hi, lo)).decode("gb2312"))
        except UnicodeDecodeError:
            pass

gb2312 = set(chars)
for line in open("internal/i18n/hant/table.txt", encoding="utf-8"):
    left, tab, right = line.rstrip("\n").partition("\t")
    if tab and set(left) <= gb2312:
        chars |= set(right)
for name in glob.glob("internal/i18n/hant/reviewed.txt") + glob.glob("internal/i18n/messages/*.json") + glob.glob("assets/packs/**/*", recursive=True):
    try:
        chars |= set(open(name, encoding="utf-8").read())
    except (UnicodeDecodeError, IsADirectoryError):
        pass

# Names: characters that people bear and GB2312 lacks.
chars |= set(
    "喆镕堃淼犇羴骉淏晞昇珺玥珞玙琤琇琎瑀瑄璟璐璠瓅祎禛祺褀頔颢翀翯赟韫韡弢彧晟旸昉昀晛暄暐曈朏杺枞栐桉桢楒槿樾橦"
    "沄沣泃泓洺浛浡淯渼湉湲溁滢漪潆潞澂澍濛灏炘炜炫烜烨焓焜煊煜煦熠燊燚牧玎玏玚玠玢玮玹珂珈珑珣珩珮琀琛琰琯琲瑆瑒瑢璇璎璘"
    "瓘甯皙皓睎睿砼祐祯禤穂竑筠筱箐篁粲絪綦纮绂绡缦罡羿翊翎翙翚翥耘耿聿肸胤芃芊芮苒苡苾茗荃荇荻莙莘菀菡萱葳蓁蓂蔓蔚蕤薇蘅"
    "虓蜓袆袗裎褚觅訢誉諠謩讱诖谞豫贇赜跹轩轶辀辻迅逯遥郗郤鄢鄯酆醍釗釔釤鈊鈞鈺鉦鉷銤銶鋆鋐錡鍂鎏鏐钊钧钰铖铠铮锜锟镔镠闳"
    "闻阇阗陞隽雎雩雯霁霂霏霖靓靖鞫韬韶頊頫顒颀颉飏馗馥骁骅骐骞鬯魁鳐鳢鳯鹭黍黎黛齐龑龢䶮㛃㵒㻏峣峤嶙嵘嵛巘妤妧姁姈姞姮娅娉"
    "婠婧媖媛媤嫄嫕嫱嬅嬛孖孮宓寘尕巙帡庹彣彤忞怡恺悫惇愔愫慜懿戆扆抔捷揆搴斌斐旌旎旭旻昕昳晗晢晴晶晷暕暘曜曦曌朗杕杲"
)

# Latin, its accents, and signs.
for lo, hi in ((0x20, 0x7E), (0xA0, 0x17F), (0x1CD, 0x1DC), (0x2010, 0x2027), (0x2030, 0x2033), (0x2039, 0x203B), (0x3000, 0x3017), (0xFF00, 0xFFE6)):
    chars |= {chr(c) for c in range(lo, hi + 1)}
chars |= set("€£¥©®™°±×÷→←↑↓↔⇄≥≤≠≈∞√∑−·•…～〜—–‑※✓✔✕✗✘★☆●○◎◆◇■□▲△▼▽◀▶⌘⏎⇧⇥①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳℃℉‰№㎡㎝㎜㎏")
for c in sorted(c for c in chars if c.isprintable() or c in "\u00a0\u3000\u2009"):
    sys.stdout.write("%04X\n" % ord(c))
