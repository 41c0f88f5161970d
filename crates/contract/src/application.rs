//! 電子証明書追加発行申請: the request to issue a further certificate (method 1).

use serde::{Deserialize, Serialize};

use crate::certificate::CertificateState;
use crate::contact::{Applicant, PinRecipient};
use crate::mail::MailDelivery;
use crate::user::UserReference;
use crate::{FieldError, Reason, Timestamp, latin, mail_address, name, phone};

mod field;
pub use field::{ApplicationField, FieldKind, Section};

/// What the certificate will name: 電子証明書情報 (M3.1).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct CertificateContent {
    /// The company's name in Japanese.
    pub company_name: String,
    /// The company's name in Latin letters; at most 40 characters (M3.3).
    pub company_latin: String,
    /// The department in Japanese.
    pub department_name: String,
    /// The department in Latin letters; with the title at most 60 characters (M3.4).
    pub department_latin: String,
    /// The title in Japanese.
    pub title_name: String,
    /// The title in Latin letters; with the department at most 60 characters (M3.4).
    pub title_latin: String,
}

impl CertificateContent {
    /// The subject as the certificate will carry it, in the order of its parts (D3.6, D13.2).
    ///
    /// The certificate number, which nobody knows before the issue, is added then.
    pub fn subject(&self) -> [(&'static str, String); 4] {
        [
            ("C", "JP".to_owned()),
            ("O", latin::normalise(&self.company_latin)),
            ("OU", latin::normalise(&self.department_latin)),
            ("title", latin::normalise(&self.title_latin)),
        ]
    }
}

/// An application as it is filed: all that the form holds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ApplicationForm {
    /// The number of the certificate whose application was reused, if one was (M2.1).
    pub reused_certificate: Option<String>,
    /// ■電子証明書情報
    pub certificate: CertificateContent,
    /// ■電子証明書利用者情報: the one user to be bound (M4.3).
    pub signer_user_id: String,
    /// ■PIN送付先情報
    pub pin_recipient: PinRecipient,
    /// ■申請担当者情報
    pub applicant: Applicant,
}

impl ApplicationForm {
    /// The form as it is stored: every value normalised by the rule of its field.
    #[must_use]
    pub fn normalised(&self) -> Self {
        let mut form = self.clone();
        for field in ApplicationField::ALL {
            let value = field.normalise(field.get(self));
            field.set(&mut form, value);
        }
        form
    }

    /// Every rule about the form that needs nothing but the form, one error a field at the most, in the order of the
    /// screen. The form is normalised first; whether the user and the certificate exist is for the server to say.
    pub fn check(&self) -> Vec<FieldError> {
        let form = self.normalised();
        let mut errors: Vec<FieldError> = ApplicationField::ALL
            .into_iter()
            .filter_map(|field| field.check(field.get(&form)).err().map(|reason| field.error(reason)))
            .collect();

        // The limit that two fields share is told at the second, or at the first when the second has a fault of its own.
        let shared = latin::check_together(&form.certificate.department_latin, &form.certificate.title_latin);
        if let Err(reason) = shared {
            let free = [ApplicationField::TitleLatin, ApplicationField::DepartmentLatin]
                .into_iter()
                .find(|field| !errors.iter().any(|error| error.pointer == field.pointer()));
            if let Some(field) = free {
                // Among the others in the order of the screen.
                let place =
                    errors.iter().position(|error| ApplicationField::from_pointer(&error.pointer) > Some(field));
                errors.insert(place.unwrap_or(errors.len()), field.error(reason));
            }
        }
        errors
    }
}

/// Where an application stands (D13.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ApplicationState {
    /// 受付: filed, nobody has looked at it yet.
    Received,
    /// 審査: an operator examines it.
    Examining,
    /// 発行: the certificate is issued and bound.
    Issued,
    /// 有効性確認済: the bound user has done the validity check and can sign.
    Checked,
    /// 却下: turned down by an operator, with a reason.
    Rejected,
    /// 取下げ: withdrawn by the company.
    Withdrawn,
}

impl ApplicationState {
    /// All states, in the order of the way.
    pub const ALL: [Self; 6] =
        [Self::Received, Self::Examining, Self::Issued, Self::Checked, Self::Rejected, Self::Withdrawn];

    /// Whether the application waits for the provider; such a one can be withdrawn (D13.1).
    pub fn is_under_way(self) -> bool {
        matches!(self, Self::Received | Self::Examining)
    }

    /// The state's name on the wire and in the database.
    pub fn code(self) -> &'static str {
        match self {
            Self::Received => "received",
            Self::Examining => "examining",
            Self::Issued => "issued",
            Self::Checked => "checked",
            Self::Rejected => "rejected",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// The state with this [`code`](Self::code).
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }
}

/// When an application reached each of its states; absent where it has not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ApplicationSteps {
    /// 受付
    pub received_at: Timestamp,
    /// 審査
    pub examining_at: Option<Timestamp>,
    /// 発行
    pub issued_at: Option<Timestamp>,
    /// 有効性確認済
    pub checked_at: Option<Timestamp>,
    /// 却下
    pub rejected_at: Option<Timestamp>,
    /// 取下げ
    pub withdrawn_at: Option<Timestamp>,
}

/// A row of 申請状況.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ApplicationSummary {
    /// 受付番号
    pub receipt_number: String,
    /// Where it stands.
    pub state: ApplicationState,
    /// When it was filed.
    pub received_at: Timestamp,
    /// The department the certificate names, in Japanese.
    pub department_name: String,
    /// The title the certificate names, in Japanese.
    pub title_name: String,
    /// The user to be bound.
    pub signer: UserReference,
    /// 電子証明書管理番号, once issued.
    pub certificate_number: Option<String>,
}

/// Which of the company's applications are wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams), into_params(parameter_in = Query))]
#[serde(deny_unknown_fields)]
pub struct ApplicationQuery {
    /// The [code](ApplicationState::code) of a state; all states when absent.
    #[serde(default)]
    pub state: Option<String>,
    /// Where to go on: `next_cursor` of the page before.
    #[serde(default)]
    pub cursor: Option<String>,
    /// How many rows, 1 to 200; 50 when absent.
    #[serde(default)]
    pub limit: Option<u32>,
}

/// The body of a withdrawal: nothing, as JSON.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Withdrawal {}

/// One application with everything about it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ApplicationDetail {
    /// 受付番号
    pub receipt_number: String,
    /// Where it stands.
    pub state: ApplicationState,
    /// When it came there.
    pub steps: ApplicationSteps,
    /// What was filed.
    pub form: ApplicationForm,
    /// The user to be bound.
    pub signer: UserReference,
    /// The administrator who filed it.
    pub filed_by: UserReference,
    /// 電子証明書管理番号, once issued.
    pub certificate_number: Option<String>,
    /// Whether that certificate is valid now.
    pub certificate_state: Option<CertificateState>,
    /// Why it was turned down, in the operator's words.
    pub rejection_reason: Option<String>,
    /// The mails it caused, and how each ended (D15.3).
    pub mails: Vec<MailDelivery>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn good() -> ApplicationForm {
        let text = str::to_owned;
        ApplicationForm {
            reused_certificate: None,
            certificate: CertificateContent {
                company_name: text("株式会社山田建設"),
                company_latin: text("Yamada Kensetsu"),
                department_name: text("本社"),
                department_latin: text("honsha"),
                title_name: text("社長"),
                title_latin: text("shacho"),
            },
            signer_user_id: text("sato.hanako"),
            pin_recipient: PinRecipient {
                department: String::new(),
                name: text("鈴木 一郎"),
                mail_address: text("suzuki@example.jp"),
            },
            applicant: Applicant {
                department: text("総務部"),
                name: text("佐藤 花子"),
                phone: text("03-1234-5678"),
                mail_address: text("sato@example.jp"),
            },
        }
    }

    #[test]
    fn a_good_form_has_no_errors() {
        assert_eq!(good().check(), []);
    }

    #[test]
    fn every_required_field_is_named_when_all_is_empty_d3_7() {
        let errors = ApplicationForm::default().check();
        let required: Vec<&str> =
            ApplicationField::ALL.iter().filter(|f| f.is_required()).map(|f| f.pointer()).collect();
        assert_eq!(errors.iter().map(|e| e.pointer.as_str()).collect::<Vec<_>>(), required);
        assert!(errors.iter().all(|e| e.reason == Reason::Required));
        for pointer in
            ["company_name", "company_latin", "department_name", "department_latin", "title_name", "title_latin"]
        {
            assert!(required.contains(&format!("/certificate/{pointer}").as_str()));
        }
    }

    #[test]
    fn the_shared_limit_is_told_once_m3_4() {
        let mut form = good();
        form.certificate.department_latin = "a".repeat(60);
        form.certificate.title_latin = "b".into();
        let reason = Reason::TooLongTogether { max: 60, actual: 61 };
        assert_eq!(form.check(), [ApplicationField::TitleLatin.error(reason.clone())]);

        form.certificate.title_latin = "社".into();
        let forbidden = Reason::ForbiddenCharacters { characters: vec!['社'] };
        assert_eq!(
            form.check(),
            [ApplicationField::DepartmentLatin.error(reason), ApplicationField::TitleLatin.error(forbidden)]
        );
    }

    #[test]
    fn the_subject_carries_the_latin_names_d3_6() {
        let mut form = good();
        form.certificate.title_latin = "　ｓｈａｃｈｏ ".into();
        let subject = form.certificate.subject().map(|(k, v)| format!("{k}={v}")).join(", ");
        assert_eq!(subject, "C=JP, O=Yamada Kensetsu, OU=honsha, title=shacho");
    }

    #[test]
    fn no_field_lets_a_control_character_through_s13() {
        for field in ApplicationField::ALL {
            for control in ['\r', '\n', '\u{0}', '\u{2028}', '\u{202e}'] {
                let mut form = good();
                let value = format!("{}{control}x", field.get(&form));
                field.set(&mut form, value);
                let error = form.check().into_iter().find(|e| e.pointer == field.pointer());
                assert_eq!(error.map(|e| e.reason), Some(Reason::ControlCharacter), "{field:?} {control:?}");
            }
        }
    }

    #[test]
    fn json_has_no_place_for_unknown_fields_or_numbers() {
        let mut json = serde_json::to_value(good()).expect("to JSON");
        assert!(serde_json::from_value::<ApplicationForm>(json.clone()).is_ok());
        json["certificate"]["title_latin"] = 1.into();
        assert!(serde_json::from_value::<ApplicationForm>(json.clone()).is_err());
        json["certificate"]["title_latin"] = "shacho".into();
        json["certificate"]["seal"] = "x".into();
        assert!(serde_json::from_value::<ApplicationForm>(json).is_err());
    }

    proptest! {
        #[test]
        fn normalising_a_form_twice_changes_nothing_more(value in any::<String>(), index in 0..ApplicationField::ALL.len()) {
            let mut form = good();
            ApplicationField::ALL[index].set(&mut form, value);
            let once = form.normalised();
            prop_assert_eq!(once.normalised(), once.clone());
            prop_assert_eq!(once.check(), form.check());
        }
    }
}
