//! The fields of Latin letters help instead of scolding (M3.2 to M3.4, D3.6).

use journeys::{Engine, YAMADA, journey};
use thirtyfour::Key;

const COMPANY: &str = "企業名（アルファベット）";
const DEPARTMENT: &str = "部署名（アルファベット）";
const TITLE: &str = "役職名（アルファベット）";
const DASHES: &str = "－−‐–—―";

/// D3.6, F6
#[tokio::test]
async fn full_width_becomes_half_width_and_is_told() {
    journey("latin-width")
        .walk(async |user| {
            user.logs_in(YAMADA).await;
            user.begins_an_application().await;
            let company = user.field(COMPANY);
            company.fill("Ｙａｍａｄａ　Ｋｅｎｓｅｔｓｕ２１").await;
            company.holds("Yamada Kensetsu21").await;
            user.hears("半角に変換しました。").await;
            user.looks_at("converted").await;

            company.fill(DASHES).await;
            company.holds("------").await;
            user.field(DEPARTMENT).fill(&format!("ａ{DASHES}ｂ．ｃ")).await;
            user.field(DEPARTMENT).holds("a------b.c").await;
            user.field("申請担当者の電話番号").fill("０３－５５５０—００００").await;
            user.field("申請担当者の電話番号").holds("03-5550-0000").await;
            // For ＠ WebKit's driver presses the key that begins a combination.
            let at = if Engine::now() == Engine::Webkit { '@' } else { '＠' };
            user.field("PIN送付先のメールアドレス").fill(&format!("ｐｉｎ{at}ｙａｍａｄａ．ｅｘａｍｐｌｅ")).await;
            user.field("PIN送付先のメールアドレス").holds("pin@yamada.example").await;

            // In the middle of a word the caret stays where it was.
            user.field(TITLE).fill("ad").await;
            user.field(TITLE).types(Key::Left + "ｂ").await;
            user.presses("c").await;
            user.field(TITLE).holds("abcd").await;

            // Japanese names are never altered.
            for label in ["企業名", "部署名", "役職名", "PIN送付先の氏名"] {
                let name = "㈱ＡＢＣ－１　髙橋組ｼﾝﾊﾞｼ";
                user.field(label).fill(name).await;
                user.presses(Key::Tab).await;
                user.field(label).holds(name).await;
            }
        })
        .await;
}

#[tokio::test]
async fn d3_6_forbidden_characters_are_named_one_by_one() {
    journey("latin-forbidden")
        .walk(async |user| {
            user.logs_in(YAMADA).await;
            user.begins_an_application().await;
            let company = user.field(COMPANY);
            company.fill("Yamada & 山田_").await;
            user.hears("使えない文字：「&」「山」「田」「_」").await;
            company.says("使えない文字：「&」「山」「田」「_」").await;
            assert!(!company.is_wrong().await, "it scolds before ［確認］");
            user.looks_at("named").await;
            company.types(Key::Backspace).await;
            company.says("使えない文字：「&」「山」「田」").await;
            company.no_longer_says("「_」").await;
            company.fill("Yamada-Kensetsu No.1").await;
            company.no_longer_says("使えない文字").await;

            // Outer spaces go and runs of spaces become one, when the field is left.
            company.fill("  Yamada   Kensetsu ").await;
            user.presses(Key::Tab).await;
            company.holds("Yamada Kensetsu").await;
        })
        .await;
}

#[tokio::test]
async fn m3_3_m3_4_counters_run_along_and_the_subject_is_shown_live() {
    journey("latin-counters")
        .walk(async |user| {
            user.logs_in(YAMADA).await;
            user.begins_an_application().await;
            let subject = user.region("電子証明書のサブジェクト（見本）");
            subject.reads("（未入力）").await;
            user.field(COMPANY).says("0/40").await;
            user.field(COMPANY).types("Yamada").await;
            user.field(COMPANY).says("6/40").await;
            subject.reads("Yamada").await;
            user.field(COMPANY).types(" Kensetsu").await;
            user.field(COMPANY).says("15/40").await;
            subject.reads("Yamada Kensetsu").await;
            user.field(COMPANY).fill(&"a".repeat(41)).await;
            user.field(COMPANY).says("41/40").await;
            user.field(COMPANY).says("1文字超えています").await;

            // Two fields, one counter.
            user.field(DEPARTMENT).fill("honsha").await;
            user.field(TITLE).fill("shacho").await;
            for label in [DEPARTMENT, TITLE] {
                user.field(label).says("部署名と役職名の合計 12/60 文字").await;
            }
            subject.reads("honsha").await;
            subject.reads("shacho").await;
            user.field(TITLE).fill(&"b".repeat(55)).await;
            for label in [DEPARTMENT, TITLE] {
                user.field(label).says("61/60").await;
                user.field(label).says("1文字超えています").await;
            }
            user.looks_at("over").await;
            user.field(TITLE).types(Key::Backspace).await;
            user.field(DEPARTMENT).says("60/60").await;
            user.field(DEPARTMENT).no_longer_says("超えています").await;
        })
        .await;
}

#[tokio::test]
async fn m3_3_a_company_form_draws_a_hint_with_one_click_to_drop_it() {
    journey("latin-company-form")
        .walk(async |user| {
            user.logs_in(YAMADA).await;
            user.begins_an_application().await;
            let company = user.field(COMPANY);
            for (typed, form) in [
                ("Yamada Kensetsu K.K.", "K.K."),
                ("Kabushiki Kaisha Yamada Kensetsu", "Kabushiki Kaisha"),
                ("Yamada Kensetsu, Inc.", "Inc."),
            ] {
                company.fill(typed).await;
                user.hears(&format!("企業形態「{form}」の入力は不要です。")).await;
                assert!(!company.is_wrong().await, "a hint, not an error");
                if form == "K.K." {
                    user.looks_at("hint").await;
                }
                user.button(&format!("「{form}」を取り除く")).click().await;
                company.holds("Yamada Kensetsu").await;
                company.gets_focus().await;
                user.no_longer_sees("の入力は不要です。").await;
            }

            // It may also stay.
            user.fills_in_an_application().await;
            company.fill("Yamada Kensetsu K.K.").await;
            user.goes_to_confirm().await;
            user.sees("Yamada Kensetsu K.K.").await;
        })
        .await;
}
