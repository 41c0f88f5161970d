//! The people of the demonstration who can log in.

use crate::browser::Browser;

/// Somebody who can log in.
#[derive(Clone, Copy, Debug)]
pub struct Person {
    /// 企業ID
    pub company: &'static str,
    /// 利用者ID
    pub id: &'static str,
    /// The name that the header shows.
    pub name: &'static str,
}

/// An administrator.
pub const YAMADA: Person = Person { company: "K100001", id: "yamada.taro", name: "山田 太郎" };
/// Another administrator of the same company.
pub const SATO: Person = Person { company: "K100001", id: "sato.hanako", name: "佐藤 花子" };
/// A user without 管理用ID.
pub const SUZUKI: Person = Person { company: "K100001", id: "suzuki.ichiro", name: "鈴木 一郎" };
/// The administrator of another company.
pub const TANAKA: Person = Person { company: "K200001", id: "tanaka.yoko", name: "田中 陽子" };
/// The administrator of the large company, where there is one.
pub const LARGE: Person = Person { company: "K900001", id: "sato.taro", name: "佐藤 太郎" };
/// The provider's.
pub const OPERATOR: Person = Person { company: "UNEI", id: "operator", name: "運営 担当" };

/// The password of all of them.
pub const PASSWORD: &str = "kensetsu-demo-2026";

impl Browser {
    /// Fills in the login form, which is on the screen, and sends it.
    pub async fn gives(&self, person: Person, password: &str) {
        self.field("企業ID").fill(person.company).await;
        self.field("利用者ID").fill(person.id).await;
        self.field("パスワード").fill(password).await;
        self.button("ログイン").click().await;
    }

    /// Opens the page and logs in.
    pub async fn logs_in(&self, person: Person) {
        self.logs_in_at("/", person).await;
        self.arrives_on("ホーム").await;
    }

    /// Opens an address and logs in; what was asked for appears then.
    pub async fn logs_in_at(&self, path: &str, person: Person) {
        self.goes_to(path).await;
        self.is_on("ログイン").await;
        self.gives(person, PASSWORD).await;
        self.button(person.name).there().await;
    }
}
