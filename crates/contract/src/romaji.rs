//! Latin letters for a reading in kana, as passports spell it (Hepburn without marks for long vowels): しんばし →
//! shimbashi. Only ever a suggestion: the applicant writes the name as the company does (M3.2).

use crate::text::{collapse_spaces, to_full_width_katakana, to_half_width};

/// The base sounds, ァ to ヴ as Unicode orders them: consonant and vowel. The small ones are those of [`SMALL`].
const SOUNDS: [(&str, &str); 84] = [
    ("", "a"),
    ("", "a"),
    ("", "i"),
    ("", "i"),
    ("", "u"),
    ("", "u"),
    ("", "e"),
    ("", "e"),
    ("", "o"),
    ("", "o"),
    ("k", "a"),
    ("g", "a"),
    ("k", "i"),
    ("g", "i"),
    ("k", "u"),
    ("g", "u"),
    ("k", "e"),
    ("g", "e"),
    ("k", "o"),
    ("g", "o"),
    ("s", "a"),
    ("z", "a"),
    ("sh", "i"),
    ("j", "i"),
    ("s", "u"),
    ("z", "u"),
    ("s", "e"),
    ("z", "e"),
    ("s", "o"),
    ("z", "o"),
    ("t", "a"),
    ("d", "a"),
    ("ch", "i"),
    ("j", "i"),
    ("", ""),
    ("ts", "u"),
    ("z", "u"),
    ("t", "e"),
    ("d", "e"),
    ("t", "o"),
    ("d", "o"),
    ("n", "a"),
    ("n", "i"),
    ("n", "u"),
    ("n", "e"),
    ("n", "o"),
    ("h", "a"),
    ("b", "a"),
    ("p", "a"),
    ("h", "i"),
    ("b", "i"),
    ("p", "i"),
    ("f", "u"),
    ("b", "u"),
    ("p", "u"),
    ("h", "e"),
    ("b", "e"),
    ("p", "e"),
    ("h", "o"),
    ("b", "o"),
    ("p", "o"),
    ("m", "a"),
    ("m", "i"),
    ("m", "u"),
    ("m", "e"),
    ("m", "o"),
    ("y", "a"),
    ("y", "a"),
    ("y", "u"),
    ("y", "u"),
    ("y", "o"),
    ("y", "o"),
    ("r", "a"),
    ("r", "i"),
    ("r", "u"),
    ("r", "e"),
    ("r", "o"),
    ("w", "a"),
    ("w", "a"),
    ("", "i"),
    ("", "e"),
    ("", "o"),
    ("n", ""),
    ("v", "u"),
];

/// The small kana that change the sound before them.
const SMALL: [(char, &str); 9] = [
    ('ァ', "a"),
    ('ィ', "i"),
    ('ゥ', "u"),
    ('ェ', "e"),
    ('ォ', "o"),
    ('ャ', "ya"),
    ('ュ', "yu"),
    ('ョ', "yo"),
    ('ヮ', "wa"),
];

/// One thing heard.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Sound {
    /// A consonant, which may be absent, and a vowel.
    Syllable { consonant: String, vowel: &'static str },
    /// ん
    N,
    /// っ
    Stop,
    /// ー
    Long,
    /// Anything that can stay as it is.
    Other(char),
}

/// Latin letters for a reading; nothing where there is a character that is no kana, so that no part of a name is left
/// out unnoticed. Latin letters, digits, hyphens, dots and spaces stay.
pub fn of_reading(reading: &str) -> Option<String> {
    let sounds = sounds(reading)?;
    let mut latin = String::new();
    // The vowel that would be made long by what follows; a vowel is made long once.
    let mut open = "";
    for (at, sound) in sounds.iter().enumerate() {
        match sound {
            Sound::Syllable { consonant, vowel } => {
                let lengthens = consonant.is_empty() && matches!((open, *vowel), ("o", "o" | "u") | ("u", "u"));
                if lengthens {
                    open = "";
                } else {
                    latin.push_str(consonant);
                    latin.push_str(vowel);
                    open = vowel;
                }
            }
            Sound::N => {
                let next = first_letter(&sounds[at + 1..]);
                latin.push(if matches!(next, Some('b' | 'm' | 'p')) { 'm' } else { 'n' });
                open = "";
            }
            Sound::Stop => {
                match first_letter(&sounds[at + 1..]) {
                    Some('c') => latin.push('t'),
                    Some(letter) if !"aiueon".contains(letter) => latin.push(letter),
                    // At the end, or where nothing can be doubled, it is not heard.
                    _ => {}
                }
                open = "";
            }
            Sound::Long => open = "",
            Sound::Other(other) => {
                latin.push(*other);
                open = "";
            }
        }
    }
    Some(collapse_spaces(&latin))
}

/// The letter that the next sound begins with; nothing where the next is no syllable.
fn first_letter(rest: &[Sound]) -> Option<char> {
    match rest.first()? {
        Sound::Syllable { consonant, vowel } => consonant.chars().chain(vowel.chars()).next(),
        _ => None,
    }
}

fn sounds(reading: &str) -> Option<Vec<Sound>> {
    let mut sounds: Vec<Sound> = Vec::new();
    for kana in to_full_width_katakana(reading).chars() {
        if let Some((_, small)) = SMALL.into_iter().find(|(small, _)| *small == kana) {
            add_small(&mut sounds, small);
            continue;
        }
        let sound = match kana {
            'ン' => Sound::N,
            'ッ' => Sound::Stop,
            'ー' | '〜' | '～' => Sound::Long,
            'ヵ' | 'ヶ' => Sound::Syllable { consonant: "g".to_owned(), vowel: "a" },
            'ァ'..='ヴ' => {
                let (consonant, vowel) = SOUNDS[(kana as u32 - 'ァ' as u32) as usize];
                Sound::Syllable { consonant: consonant.to_owned(), vowel }
            }
            '・' | '、' => Sound::Other(' '),
            _ => match to_half_width(kana) {
                other if crate::latin::is_allowed(other) => Sound::Other(other),
                _ => return None,
            },
        };
        sounds.push(sound);
    }
    Some(sounds)
}

/// A small kana joins the sound before it where the two are one (キャ, ファ, ティ), and stands alone elsewhere.
fn add_small(sounds: &mut Vec<Sound>, small: &'static str) {
    let (glide, vowel) = small.split_at(small.len() - 1);
    let joined = match sounds.last() {
        Some(Sound::Syllable { consonant, vowel: before }) => match (consonant.as_str(), *before, glide) {
            // キャ kya, シャ sha, チャ cha, ジャ ja
            ("sh" | "ch" | "j", "i", "y") => Some(consonant.clone()),
            (_, "i", "y") if !consonant.is_empty() => Some([consonant, "y"].concat()),
            // フュ fyu, デュ dyu, ヴュ vyu
            ("f" | "v" | "t" | "d", _, "y") => Some([consonant, "y"].concat()),
            // シェ she, チェ che, ジェ je; ファ fa, ツァ tsa, ヴァ va; ティ ti, ディ di; トゥ tu, ドゥ du
            ("sh" | "ch" | "j", "i", "") | ("f" | "ts" | "v", "u", "") => Some(consonant.clone()),
            ("t" | "d", "e", "") if vowel == "i" => Some(consonant.clone()),
            ("t" | "d", "o", "") if vowel == "u" => Some(consonant.clone()),
            // ウィ wi, イェ ye, クァ kwa
            ("", "u", "") if vowel != "u" => Some("w".to_owned()),
            ("", "i", "") if vowel == "e" => Some("y".to_owned()),
            ("k" | "g", "u", "" | "w") => Some([consonant, "w"].concat()),
            _ => None,
        },
        _ => None,
    };
    let consonant = match joined {
        Some(consonant) => {
            sounds.pop();
            consonant
        }
        None => glide.to_owned(),
    };
    sounds.push(Sound::Syllable { consonant, vowel });
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn latin(reading: &str) -> String {
        of_reading(reading).unwrap_or_else(|| panic!("{reading} has a reading"))
    }

    #[test]
    fn names_are_spelt_as_in_passports_m3_2() {
        for (reading, wanted) in [
            // The manual's examples (M3.5).
            ("ほんしゃ", "honsha"),
            ("しゃちょう", "shacho"),
            // ん before b, m, p.
            ("しんばし", "shimbashi"),
            ("ほんま", "homma"),
            ("てんぽ", "tempo"),
            ("あんない", "annai"),
            ("しんいち", "shinichi"),
            // Long vowels.
            ("とうきょう", "tokyo"),
            ("おおさか", "osaka"),
            ("きゅうしゅう", "kyushu"),
            ("ゆうき", "yuki"),
            ("こうえん", "koen"),
            ("おうう", "ou"),
            ("けいり", "keiri"),
            ("にいがた", "niigata"),
            // 井の上: that two words meet here cannot be heard. It is why a suggestion can be changed.
            ("いのうえ", "inoe"),
            ("センター", "senta"),
            ("マネージャー", "maneja"),
            // Doubled consonants.
            ("さっぽろ", "sapporo"),
            ("はっちょうぼり", "hatchobori"),
            ("いっしき", "isshiki"),
            ("ほっつ", "hottsu"),
            ("あっ", "a"),
            // じ ぢ ず づ を
            ("じぢずづを", "jijizuzuo"),
            // Small kana.
            ("きゃきゅきょぎょにゃひょびょぴょみゃりゅ", "kyakyukyogyonyahyobyopyomyaryu"),
            ("じゅんびちゃしゅぢゃ", "jumbichashuja"),
            // Katakana of other languages.
            ("ファフィフェフォティディトゥドゥ", "fafifefotiditudu"),
            ("シェチェジェウィウェウォヴァヴィヴツァデュフュクァ", "shechejewiwewovavivutsadyufyukwa"),
            ("オフィス", "ofisu"),
            // Widths and marks.
            ("ﾎﾝｼｬ", "honsha"),
            ("ｼﾝﾊﾞｼ", "shimbashi"),
            ("ホンシャ", "honsha"),
            ("か\u{3099}っこう", "gakko"),
            ("は゜ん", "pan"),
            // What is no kana but may stand.
            ("だい２えいぎょうぶ", "dai2eigyobu"),
            ("えいぎょう　ぶ", "eigyo bu"),
            ("リサーチ・ラボ", "risachi rabo"),
            ("Ａ－けん", "A-ken"),
            ("", ""),
        ] {
            assert_eq!(latin(reading), wanted, "{reading}");
        }
    }

    #[test]
    fn what_is_not_a_reading_gets_no_suggestion() {
        for text in ["本社", "ほん社", "あ&い", "\u{202e}あ", "あ\nい", "😀"] {
            assert_eq!(of_reading(text), None, "{text:?}");
        }
    }

    #[test]
    fn every_kana_has_letters() {
        for kana in 'ぁ'..='ゖ' {
            let latin = latin(&kana.to_string());
            assert!(latin.chars().all(|c| c.is_ascii_lowercase()), "{kana}: {latin}");
            assert!(!latin.is_empty() || kana == 'っ', "{kana}");
        }
        for kana in 'ァ'..='ヶ' {
            assert!(of_reading(&kana.to_string()).is_some(), "{kana}");
        }
    }

    proptest! {
        #[test]
        fn a_suggestion_holds_only_letters_that_may_stand_m3_2(text in "\\PC*") {
            if let Some(latin) = of_reading(&text) {
                prop_assert!(latin.chars().all(crate::latin::is_allowed), "{}", latin);
                prop_assert_eq!(crate::latin::normalise(&latin), latin);
            }
        }

        #[test]
        fn hiragana_and_katakana_of_either_width_sound_the_same(hiragana in "[あ-ろわをん゛ー]{0,20}") {
            let katakana: String = hiragana
                .chars()
                .map(|c| if ('ぁ'..='ゖ').contains(&c) { char::from_u32(c as u32 + 0x60).unwrap_or(c) } else { c })
                .collect();
            prop_assert_eq!(of_reading(&hiragana), of_reading(&katakana));
        }

        #[test]
        fn no_kana_makes_more_than_four_letters(kana in "[ぁ-ゖァ-ヶー]{0,40}") {
            let latin = latin(&kana);
            prop_assert!(latin.len() <= kana.chars().count() * 4);
        }
    }
}
