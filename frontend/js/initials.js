// The first letters of the pinyin of Chinese words, as an input method takes them: “分派” is “fp”.
// The browser's own collation knows the order of all characters; these begin each letter.

const BEGIN = "阿八嚓哒妸发旮哈讥咔垃妈拏噢妑七呥仨他穵夕丫帀";
const LETTER = "abcdefghjklmnopqrstwxyz";
const MORE = { 调: "dt", 重: "cz", 长: "cz", 传: "cz", 行: "hx", 还: "hx", 会: "hk", 参: "cs", 查: "cz", 单: "ds" };
const order = new Intl.Collator("zh-u-co-pinyin").compare;
const isHan = (letter) => /\p{Script=Han}/u.test(letter);

function letters(char) {
    if (!isHan(char)) return char.toLowerCase();
    const at = [...BEGIN].findLastIndex((first) => order(char, first) >= 0);
    return MORE[char] ?? LETTER[at] ?? char;
}

// Where in `text` the typed letters stand one after the other, or -1.
export function initialsAt(text, typed) {
    const each = [...text].filter((char) => /[\p{L}\p{N}]/u.test(char)).map(letters);
    return each.findIndex((_, start) => [...typed].every((key, n) => each[start + n]?.includes(key)));
}
