//! 自社電子証明書照会 and 紐付け更新: the ways to their screens.

use serde_json::json;

use crate::browser::Browser;
use crate::fail::fail;

impl Browser {
    /// Opens 自社電子証明書検索/一覧 by the menu; the list is there.
    pub async fn opens_certificates(&self) {
        if !self.heading("自社電子証明書検索/一覧").is_there().await {
            self.chooses("管理者業務", "自社電子証明書照会").await;
            self.arrives_on("自社電子証明書検索/一覧").await;
        }
        self.table("電子証明書の一覧").there().await;
    }

    /// Opens 自社電子証明書照会 of one certificate by the list.
    pub async fn opens_certificate(&self, number: &str) {
        self.opens_certificates().await;
        self.link(number).click().await;
        self.arrives_on(&format!("自社電子証明書照会 {number}")).await;
    }

    /// Opens 自社電子証明書紐付け更新 of one certificate.
    pub async fn opens_bindings(&self, number: &str) {
        self.opens_certificate(number).await;
        self.link("紐付け更新").click().await;
        self.arrives_on("自社電子証明書紐付け更新").await;
    }

    /// ［確認］, which succeeds.
    pub async fn confirms_bindings(&self) {
        self.button("確認").click().await;
        self.arrives_on("自社電子証明書紐付け更新確認").await;
    }

    /// The number of the first certificate of the list, which is open, in whose row all of this stands.
    pub async fn number_of(&self, words: &[&str]) -> String {
        let rows = self.rows().await;
        let row = rows.iter().find(|row| words.iter().all(|word| row.contains(word)));
        let row = row.unwrap_or_else(|| fail(format!("no row with {words:?} in {rows:#?}")));
        let at = row.find("JC-").unwrap_or_else(|| fail(format!("no number in {row}")));
        row[at..].split_whitespace().next().unwrap_or_default().to_owned()
    }

    /// The rows of the list of certificates, which is open, without its heading.
    pub async fn rows(&self) -> Vec<String> {
        // In one question: between two of them the page may have drawn the table anew.
        let script = "const said = cell => [...cell.childNodes].filter(part => part.ariaHidden !== 'true')
                .map(part => part.textContent).join('');
            const rows = [...document.querySelectorAll('main [role=row], main tr')].slice(1);
            return rows.map(row => [...row.children].map(said).join(' '))";
        serde_json::from_value(self.asks(script).await).unwrap_or_default()
    }

    /// Picks a day in the browser's own calendar, which WebDriver cannot operate.
    pub async fn picks_date(&self, label: &str, day: &str) {
        let script = "const set = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set;
            set.call(arguments[0], arguments[1]);
            for (const kind of ['input', 'change']) arguments[0].dispatchEvent(new Event(kind, { bubbles: true }))";
        let picked = self.field(label).ask(script, json!(day)).await;
        if let Err(error) = picked {
            fail(format!("{day} cannot be picked in {label}: {error}"));
        }
    }
}
