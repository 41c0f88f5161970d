//! What happens between ［確定］ and a signature: mails, the operator, PINs.

use serde_json::{Value, json};

use crate::browser::Browser;
use crate::fail::fail;
use crate::people::{OPERATOR, Person};

/// A certificate that was issued.
#[derive(Clone, Debug)]
pub struct Issued {
    /// 受付番号
    pub receipt: String,
    /// 電子証明書管理番号
    pub number: String,
    /// As the mail gives it, in groups.
    pub pin: String,
}

/// Where the mails of a correct application go; see [`FIELDS`](crate::FIELDS).
pub const PIN_ADDRESS: &str = "pin@yamada-kensetsu.example";

impl Browser {
    /// Chooses an entry of a menu of the header.
    pub async fn chooses(&self, menu: &str, entry: &str) {
        self.button(menu).click().await;
        self.link(entry).click().await;
    }

    /// Somebody else sits down at this browser.
    pub async fn is_taken_over_by(&self, person: Person) {
        self.loses_cookies().await;
        self.logs_in(person).await;
    }

    /// Reads a mail on メール（デモ）, once it is there: the one with this subject, to this address, about this number.
    pub async fn reads_mail(&self, subject: &str, to: &str, about: &str) -> String {
        self.opens_mails().await;
        let mut body = None;
        self.waits_until(&format!("a mail {subject} to {to} about {about}"), async || {
            let mails = self.mails().await;
            body = mails.into_iter().find(|(head, body)| {
                head.contains(subject) && head.contains(&format!("宛先 {to}")) && body.contains(about)
            });
            if body.is_none() {
                self.button("最新の状態にする").click().await;
            }
            body.is_some()
        })
        .await;
        body.unwrap_or_default().1
    }

    /// Opens メール（デモ）.
    pub async fn opens_mails(&self) {
        if !self.heading("メール（デモ）").is_there().await {
            self.link("メール（デモ）").click().await;
            self.arrives_on("メール（デモ）").await;
        }
        self.sees("宛先").await;
    }

    /// The mails of メール（デモ）, which is open: what stands above each, and its text.
    pub async fn mails(&self) -> Vec<(String, String)> {
        let script = "return [...document.querySelectorAll('main details')].map(mail =>
            [mail.querySelector('summary').innerText, mail.querySelector('pre').textContent])";
        let found: Value = self.asks(script).await;
        serde_json::from_value(found).unwrap_or_default()
    }

    /// The PIN of a certificate, from its one mail.
    pub async fn reads_pin(&self, number: &str) -> String {
        let mail = self.reads_mail("PINのお知らせ", "", number).await;
        line_of(&mail, "■PIN：")
    }

    /// An operator issues what was applied for, from the home screen.
    pub async fn issues(&self, receipt: &str) {
        self.link("申請の審査へ").click().await;
        self.arrives_on("申請の審査").await;
        self.link(receipt).click().await;
        self.arrives_on(&format!("申請の審査 {receipt}")).await;
        self.button("発行").click().await;
        self.button("発行する").click().await;
        self.hears("電子証明書を発行しました。").await;
    }

    /// An administrator at the home screen applies, an operator at the same browser issues; the PIN is read.
    pub async fn gets_a_certificate(&self) -> Issued {
        let receipt = self.applies().await;
        self.is_taken_over_by(OPERATOR).await;
        self.issues(&receipt).await;
        let mail = self.reads_mail("電子証明書発行のお知らせ", "", &receipt).await;
        let number = line_of(&mail, "■電子証明書管理番号：");
        let pin = self.reads_pin(&number).await;
        Issued { receipt, number, pin }
    }

    /// Opens 証明書有効性確認 of one certificate by the menu.
    pub async fn opens_check(&self, number: &str) {
        self.chooses("証明書管理", "証明書有効性確認").await;
        self.arrives_on("証明書有効性確認").await;
        self.link_with(number).click().await;
        self.arrives_on(&format!("証明書有効性確認 {number}")).await;
    }

    /// Does 証明書有効性確認, which succeeds.
    pub async fn checks(&self, number: &str, pin: &str) {
        self.opens_check(number).await;
        self.field("PIN").fill(pin).await;
        self.button("確認する").click().await;
        self.sees("この電子証明書で署名できます。").await;
    }

    /// Selects a text that can be read somewhere, and copies it.
    pub async fn copies(&self, text: &str) {
        let script = "const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
            for (let node = walker.nextNode(); node; node = walker.nextNode()) {
                const at = node.data.indexOf(arguments[0]);
                if (at < 0 || !node.parentElement.checkVisibility()) continue;
                const range = document.createRange();
                range.setStart(node, at);
                range.setEnd(node, at + arguments[0].length);
                getSelection().removeAllRanges();
                getSelection().addRange(range);
                return true;
            }
            return false";
        if self.asks_with(script, json!([text])).await != true {
            fail(format!("「{text}」 is not to be seen"));
        }
        self.presses(thirtyfour::Key::Control + "c").await;
    }
}

/// The rest of the line of a mail that begins like this.
pub fn line_of(mail: &str, start: &str) -> String {
    let found = mail.lines().find_map(|line| line.trim().strip_prefix(start));
    found.unwrap_or_else(|| fail(format!("no line 「{start}…」 in:\n{mail}"))).trim().to_owned()
}
