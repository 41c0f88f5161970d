//! Characters: what is half-width, what is a control character, how texts are compared in a search.

use crate::Reason;

/// The dashes people type where a hyphen is meant, among them those that the Unicode normal form NFKC leaves
/// alone (BAR F6).
const DASHES: [char; 9] = ['－', '−', '‐', '‑', '‒', '–', '—', '―', '﹣'];

/// How many characters a text has: what every limit in this crate counts.
pub fn count(text: &str) -> u32 {
    u32::try_from(text.chars().count()).unwrap_or(u32::MAX)
}

/// The half-width form of a full-width letter, digit, sign, space, or of any dash; other characters as they are.
///
/// Only for fields of Latin letters, digits or mail addresses. Japanese names are never altered (BAR F6).
pub fn to_half_width(c: char) -> char {
    match c {
        '\u{3000}' | '\u{00a0}' => ' ',
        _ if DASHES.contains(&c) => '-',
        '。' | '｡' => '.',
        '’' => '\'',
        // U+FF01 to U+FF5E are the full-width twins of ASCII 0x21 to 0x7E, in the same order.
        '！'..='～' => char::from_u32(c as u32 - 0xff01 + 0x21).unwrap_or(c),
        _ => c,
    }
}

/// [`to_half_width`] over a whole text, with what to tell the user: whether anything changed.
pub fn convert_to_half_width(text: &str) -> (String, bool) {
    let converted: String = text.chars().map(to_half_width).collect();
    let changed = converted != text;
    (converted, changed)
}

/// Without outer spaces, and every run of spaces made one.
pub fn collapse_spaces(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split([' ', '\u{3000}']).filter(|word| !word.is_empty()) {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

/// Whether a character steers a terminal, a mail header or the direction of the text instead of being seen.
///
/// Besides the control characters proper these are the line and paragraph separators and the bidirectional
/// overrides, with which one name can be made to look like another.
pub fn is_control(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{2028}' | '\u{2029}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}')
}

/// Refuses control characters, line breaks among them (BAR S13).
///
/// # Errors
///
/// [`Reason::ControlCharacter`].
pub fn refuse_control(text: &str) -> Result<(), Reason> {
    if text.chars().any(is_control) { Err(Reason::ControlCharacter) } else { Ok(()) }
}

/// The characters of a text that are not allowed, each once, in the order of their first occurrence.
pub fn others(text: &str, is_allowed: impl Fn(char) -> bool) -> Vec<char> {
    let mut found = Vec::new();
    for c in text.chars().filter(|c| !is_allowed(*c)) {
        if !found.contains(&c) {
            found.push(c);
        }
    }
    found
}

/// Refuses the characters that are not allowed, naming each.
///
/// # Errors
///
/// [`Reason::ForbiddenCharacters`].
pub fn refuse_others(text: &str, is_allowed: impl Fn(char) -> bool) -> Result<(), Reason> {
    let characters = others(text, is_allowed);
    if characters.is_empty() { Ok(()) } else { Err(Reason::ForbiddenCharacters { characters }) }
}

/// The form in which texts are compared when searching: case and width do not matter (D4.4).
///
/// Half-width katakana becomes full-width, with its voicing mark joined, so that ﾔﾏﾀﾞ finds ヤマダ.
pub fn fold_for_search(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            'ﾞ' | 'ﾟ' => match out.pop() {
                Some(last) => match voiced(last, c) {
                    Some(joined) => out.push(joined),
                    None => {
                        out.push(last);
                        out.push(if c == 'ﾞ' { '゛' } else { '゜' });
                    }
                },
                None => out.push(if c == 'ﾞ' { '゛' } else { '゜' }),
            },
            '｡'..='ﾝ' => out.push(HALF_KATAKANA[(c as u32 - '｡' as u32) as usize]),
            _ => out.extend(to_half_width_for_search(c).to_lowercase()),
        }
    }
    out
}

/// The form in which names of people, departments and titles are compared when searching: as [`fold_for_search`], and
/// spaces do not matter either, so that 佐藤花子 finds 佐藤 花子 (D4.4).
pub fn fold_name_for_search(name: &str) -> String {
    fold_for_search(name).split_whitespace().collect()
}

/// Kana as full-width katakana, whatever its width, with voicing marks joined; other characters as they are.
pub fn to_full_width_katakana(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        let c = match c {
            // Hiragana lies 0x60 before katakana, in the same order.
            'ぁ'..='ゖ' => char::from_u32(c as u32 + 0x60).unwrap_or(c),
            'ｦ'..='ﾝ' => HALF_KATAKANA[(c as u32 - '｡' as u32) as usize],
            '･' => '・',
            _ => c,
        };
        let mark = match c {
            'ﾞ' | '゛' | '\u{3099}' => 'ﾞ',
            'ﾟ' | '゜' | '\u{309a}' => 'ﾟ',
            _ => {
                out.push(c);
                continue;
            }
        };
        if let Some(joined) = out.chars().next_back().and_then(|last| voiced(last, mark)) {
            out.pop();
            out.push(joined);
        } else {
            out.push(c);
        }
    }
    out
}

/// Like [`to_half_width`], but it leaves the Japanese full stop alone: in a search it is a character like others.
fn to_half_width_for_search(c: char) -> char {
    if c == '。' { c } else { to_half_width(c) }
}

/// U+FF61 to U+FF9D, in order, as full-width characters.
const HALF_KATAKANA: [char; 61] = [
    '。', '「', '」', '、', '・', 'ヲ', 'ァ', 'ィ', 'ゥ', 'ェ', 'ォ', 'ャ', 'ュ', 'ョ', 'ッ', 'ー', 'ア', 'イ', 'ウ',
    'エ', 'オ', 'カ', 'キ', 'ク', 'ケ', 'コ', 'サ', 'シ', 'ス', 'セ', 'ソ', 'タ', 'チ', 'ツ', 'テ', 'ト', 'ナ', 'ニ',
    'ヌ', 'ネ', 'ノ', 'ハ', 'ヒ', 'フ', 'ヘ', 'ホ', 'マ', 'ミ', 'ム', 'メ', 'モ', 'ヤ', 'ユ', 'ヨ', 'ラ', 'リ', 'ル',
    'レ', 'ロ', 'ワ', 'ン',
];

/// A katakana with its (semi-)voicing mark, where there is such a character.
fn voiced(base: char, mark: char) -> Option<char> {
    let offset = match (base, mark) {
        ('ウ', 'ﾞ') => return Some('ヴ'),
        // From カ to ヂ, every second one has its mark already.
        ('カ'..='ヂ', 'ﾞ') if (base as u32 - 'カ' as u32).is_multiple_of(2) => 1,
        ('ツ' | 'テ' | 'ト', 'ﾞ') | ('ハ' | 'ヒ' | 'フ' | 'ヘ' | 'ホ', 'ﾞ') => 1,
        ('ハ' | 'ヒ' | 'フ' | 'ヘ' | 'ホ', 'ﾟ') => 2,
        _ => return None,
    };
    char::from_u32(base as u32 + offset)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn every_dash_variant_becomes_a_hyphen_f6() {
        assert_eq!(convert_to_half_width("－−‐-–—―").0, "-------");
    }

    #[test]
    fn full_width_letters_become_half_width_d3_6() {
        assert_eq!(convert_to_half_width("Ｈｏｎｓｈａ　１．"), ("Honsha 1.".to_owned(), true));
        assert_eq!(convert_to_half_width("Honsha 1."), ("Honsha 1.".to_owned(), false));
    }

    #[test]
    fn runs_of_spaces_become_one_d3_6() {
        assert_eq!(collapse_spaces("  a \u{3000} b  "), "a b");
    }

    #[test]
    fn names_are_found_with_and_without_their_spaces_d4_4() {
        for name in ["佐藤 花子", "佐藤　花子", "佐藤花子", " 佐藤 花 子 "] {
            assert_eq!(fold_name_for_search(name), "佐藤花子");
        }
        assert_eq!(fold_name_for_search(" 　"), "");
    }

    #[test]
    fn search_ignores_case_and_width_d4_4() {
        assert_eq!(fold_for_search("ＳＡＴＯ"), fold_for_search("sato"));
        assert_eq!(fold_for_search("ﾔﾏﾀﾞﾊﾟｳﾞ"), "ヤマダパヴ");
        assert_eq!(fold_for_search("ﾞｱ"), "゛ア");
        assert_eq!(fold_for_search("ｶﾞﾞ"), "ガ゛", "a mark on a marked one makes no other letter of it");
    }

    #[test]
    fn kana_of_any_width_becomes_one() {
        assert_eq!(to_full_width_katakana("がｶﾞか゛カ\u{3099}ｦｰ･ゖ a本"), "ガガガガヲー・ヶ a本");
    }

    #[test]
    fn controls_are_refused_s13() {
        for c in ['\r', '\n', '\t', '\0', '\u{7f}', '\u{85}', '\u{2028}', '\u{202e}', '\u{200b}'] {
            assert_eq!(refuse_control(&format!("a{c}b")), Err(Reason::ControlCharacter), "{c:?}");
        }
        assert_eq!(refuse_control("設計部 A-1"), Ok(()));
    }

    proptest! {
        #[test]
        fn folding_twice_changes_nothing_more(text in any::<String>()) {
            let once = fold_for_search(&text);
            prop_assert_eq!(fold_for_search(&once), once);
        }

        #[test]
        fn half_width_twice_changes_nothing_more(text in any::<String>()) {
            let (once, _) = convert_to_half_width(&text);
            prop_assert_eq!(convert_to_half_width(&once), (once.clone(), false));
        }
    }
}
