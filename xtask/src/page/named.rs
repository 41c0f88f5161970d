//! The service's name in `index.html`, which is read before the program is there that could say it.

use anyhow::{Result, bail};

/// What the service is called unless a site calls it otherwise; `src/site.rs` says the same.
pub(super) const USUAL: &str = "CECTRUST-Light";

/// What stands before and after the name, wherever it stands.
const PLACES: [(&str, &str); 3] = [
    ("<title>", " 電子証明書管理</title>"),
    ("<span class=\"header__name\">", "</span>"),
    ("<p class=\"login__help\">\n", "の企業IDと利用者IDでログインします。"),
];

/// The page with another name in place of the one that it has.
pub(super) fn renamed(index: &str, name: &str) -> Result<String> {
    let name = escaped(name);
    let mut page = index.to_owned();
    for (before, after) in PLACES {
        let parts = page.split_once(before).and_then(|(head, rest)| Some((head, rest.split_once(after)?)));
        let Some((head, (_, tail))) = parts else {
            bail!(
                "index.html has no service's name between `{before}` and `{after}`; xtask/src/page/named.rs looks there"
            );
        };
        page = [head, before, &name, after, tail].concat();
    }
    Ok(page)
}

/// As text in HTML.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shell_is_called_as_the_site_is_d15_2() {
        let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../index.html");
        let index = super::super::bundle::lean(&std::fs::read_to_string(root).unwrap());
        assert_eq!(renamed(&index, USUAL).unwrap(), index);
        let other = renamed(&index, "電子印鑑 <A&B>").unwrap();
        assert!(!other.contains(USUAL), "{other}");
        assert_eq!(other.matches("電子印鑑 &lt;A&amp;B&gt;").count(), 3, "{other}");
        assert!(other.contains("<title>電子印鑑 &lt;A&amp;B&gt; 電子証明書管理</title>"), "{other}");
        // A folder that was written for one site is written for another.
        assert_eq!(renamed(&other, USUAL).unwrap(), index);
        assert!(renamed("<title>x</title>", "y").is_err());
    }
}
