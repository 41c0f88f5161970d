//! 電子証明書追加発行申請: a correct application, and the way to its screens.

use crate::browser::Browser;

/// The label of a field and what is in it.
pub type Values = [(&'static str, &'static str)];

/// What has to be typed into an untouched form to make it correct, besides choosing the user.
pub const FIELDS: &Values = &[
    ("企業名（アルファベット）", "Yamada Kensetsu"),
    ("部署名", "本社"),
    ("部署名（アルファベット）", "honsha"),
    ("役職名", "社長"),
    ("役職名（アルファベット）", "shacho"),
    ("PIN送付先の部署名", "経理部"),
    ("PIN送付先の氏名", "伊藤 恵子"),
    ("PIN送付先のメールアドレス", "pin@yamada-kensetsu.example"),
];

/// What the form knows of [`YAMADA`](crate::YAMADA) (M5.2).
pub const APPLICANT: &Values = &[
    ("企業名", "株式会社山田建設"),
    ("申請担当者の部署名", "本社"),
    ("申請担当者の氏名", "山田 太郎"),
    ("申請担当者の電話番号", "03-5550-0000"),
    ("申請担当者のメールアドレス", "yamada.taro@yamada-kensetsu.example"),
];

impl Browser {
    /// Opens the application from the home screen.
    pub async fn begins_an_application(&self) {
        self.link("電子証明書追加発行申請へ").click().await;
        self.arrives_on("電子証明書追加発行申請").await;
        // The form is whole when it knows what can be reused.
        self.waits_until("the certificates to reuse", async || {
            let select = self.field("電子証明書");
            !select.is_enabled().await || select.entries().await.len() > 1
        })
        .await;
    }

    /// Fills in a correct application.
    pub async fn fills_in_an_application(&self) {
        for (label, value) in FIELDS {
            self.field(label).fill(value).await;
        }
        self.chooses_user("suzuki.ichiro").await;
    }

    /// Chooses a user in the dialog behind ［参照］.
    pub async fn chooses_user(&self, id: &str) {
        self.button("参照").click().await;
        self.field("利用者ID").fill(id).await;
        self.button("検索").click().await;
        self.hears("検索結果：1件").await;
        self.row(id).click().await;
        self.button("選択").click().await;
        self.dialog("利用者選択").gone().await;
    }

    /// Waits until the form holds these values.
    pub async fn still_has(&self, values: &Values) {
        for (label, value) in values {
            self.field(label).holds(value).await;
        }
    }

    /// ［確認］, which succeeds.
    pub async fn goes_to_confirm(&self) {
        self.button("確認").click().await;
        self.arrives_on("電子証明書追加発行申請確認").await;
    }

    /// ［確定］, which succeeds; answers with the receipt number.
    pub async fn files(&self) -> String {
        self.button("確定").click().await;
        self.receipt_number().await
    }

    /// The receipt number that the complete screen shows.
    pub async fn receipt_number(&self) -> String {
        self.arrives_on("電子証明書追加発行申請完了").await;
        self.sees("受付番号").await;
        let text = self.text().await;
        let after = text.split("受付番号").nth(1).unwrap_or_default();
        after.split_whitespace().next().unwrap_or_default().to_owned()
    }

    /// From home through a correct application to its completion; answers with the receipt number.
    pub async fn applies(&self) -> String {
        self.begins_an_application().await;
        self.fills_in_an_application().await;
        self.goes_to_confirm().await;
        self.files().await
    }

    /// Goes by the menu to 申請状況 and answers how many applications there are.
    pub async fn counts_applications(&self) -> u32 {
        self.button("管理者業務").click().await;
        self.link("申請状況").click().await;
        self.arrives_on("申請状況").await;
        self.table("申請の一覧").there().await;
        let text = self.text().await;
        let count = text.lines().find_map(|line| line.trim().strip_suffix('件')?.parse().ok());
        count.unwrap_or_else(|| crate::fail(format!("申請状況 does not say how many:\n{text}")))
    }
}
