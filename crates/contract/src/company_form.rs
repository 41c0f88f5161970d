//! Company forms in a Latin company name, such as "Co., Ltd." (M3.3, D3.6).

/// The company forms that are looked for, as words in lower case without dots and commas; longer ones first, so
/// that "company limited" is not taken for "limited" alone.
const FORMS: [&[&str]; 18] = [
    &["kabushiki", "gaisha"],
    &["kabushiki", "kaisha"],
    &["yugen", "gaisha"],
    &["yugen", "kaisha"],
    &["godo", "gaisha"],
    &["godo", "kaisha"],
    &["company", "limited"],
    &["company", "ltd"],
    &["co", "limited"],
    &["co", "ltd"],
    &["kabushikigaisha"],
    &["kabushikikaisha"],
    &["corporation"],
    &["incorporated"],
    &["limited"],
    &["company"],
    &["corp"],
    &["inc"],
];

/// The same for forms that only count when written as one short word.
const SHORT_FORMS: [&str; 6] = ["kk", "yk", "gk", "ltd", "llc", "co"];

/// A company form found in a name, and the name without it. A hint to offer, never an error (D3.6).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CompanyForm {
    /// The form as it was typed.
    pub form: String,
    /// The name without the form, normalised.
    pub without: String,
}

/// Finds a company form at the beginning or the end of a Latin company name.
///
/// Nothing is found when nothing would remain: a company may be called "Limited".
pub fn find(name: &str) -> Option<CompanyForm> {
    let normalised = crate::latin::normalise(name);
    // A comma is not allowed in the name, but people type "Co.,Ltd.", and the hint should come before the scolding.
    let spaced = normalised.replace(',', " ");
    let words: Vec<&str> = spaced.split(' ').filter(|word| !word.is_empty()).collect();
    let bare: Vec<String> = words.iter().map(|word| bare(word)).collect();

    let (start, end) = form_at(&bare, true).or_else(|| form_at(&bare, false))?;
    let form = words[start..end].join(" ");
    let rest: Vec<&str> = words[..start].iter().chain(&words[end..]).copied().collect();
    let without = rest.join(" ");
    without.chars().any(|c| c.is_ascii_alphanumeric()).then_some(CompanyForm { form, without })
}

/// A word in lower case without its dots: "K.K." is "kk".
fn bare(word: &str) -> String {
    word.chars().filter(|c| *c != '.').map(|c| c.to_ascii_lowercase()).collect()
}

/// Where in the words a form stands, at their end or at their beginning.
fn form_at(words: &[String], at_end: bool) -> Option<(usize, usize)> {
    let fits = |form: &[&str]| {
        let n = form.len();
        if n > words.len() {
            return None;
        }
        let start = if at_end { words.len() - n } else { 0 };
        words[start..start + n].iter().zip(form).all(|(word, form)| word == form).then_some((start, start + n))
    };
    FORMS.iter().find_map(|form| fits(form)).or_else(|| SHORT_FORMS.iter().find_map(|form| fits(&[form])))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn without(name: &str) -> Option<String> {
        find(name).map(|found| found.without)
    }

    #[test]
    fn forms_are_found_and_can_be_dropped_d3_6() {
        for name in [
            "Yamada Kensetsu Kabushiki Kaisha",
            "Yamada Kensetsu K.K.",
            "Yamada Kensetsu, Inc.",
            "Yamada Kensetsu KK",
            "Yamada Kensetsu Co., Ltd.",
            "Yamada Kensetsu Co.,Ltd.",
            "Kabushiki Gaisha Yamada Kensetsu",
            "Ｙａｍａｄａ Kensetsu ＫＫ",
            "K.K. Yamada Kensetsu",
            "Yamada Kensetsu Corporation",
            "Yamada Kensetsu LLC",
        ] {
            assert!(without(name).is_some_and(|rest| rest == "Yamada Kensetsu"), "{name}: {:?}", without(name));
        }
    }

    #[test]
    fn a_name_that_only_looks_like_a_form_is_left_alone() {
        for name in ["Kakkoku", "Income Kensetsu", "Limited", "Inc", "Cobalt", "Yamada Kensetsu", "", "Ltd ."] {
            assert_eq!(without(name), None, "{name}");
        }
    }

    #[test]
    fn dropping_leaves_a_name_without_that_form() {
        let found = find("Yamada K.K.").expect("a form");
        assert_eq!(found.form, "K.K.");
        assert_eq!(find(&found.without), None);
    }
}
