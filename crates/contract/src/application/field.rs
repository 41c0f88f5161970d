//! The fields of the application form as a type, so that nobody writes a field's name as a text.

use super::{ApplicationForm, FieldError, Reason, latin, mail_address, name, phone};
use crate::text::refuse_control;

/// A part of the form (M3.1, M4.1, M5.1, M5.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Section {
    /// 電子証明書 (M2.1)
    Reuse,
    /// ■電子証明書情報
    Certificate,
    /// ■電子証明書利用者情報
    Signer,
    /// ■PIN送付先情報
    PinRecipient,
    /// ■申請担当者情報
    Applicant,
}

/// A field of [`ApplicationForm`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ApplicationField {
    /// 電子証明書 (M2.1)
    ReusedCertificate,
    /// 企業名
    CompanyName,
    /// 企業名（アルファベット）
    CompanyLatin,
    /// 部署名
    DepartmentName,
    /// 部署名（アルファベット）
    DepartmentLatin,
    /// 役職名
    TitleName,
    /// 役職名（アルファベット）
    TitleLatin,
    /// 利用者ID (M4.1)
    SignerUserId,
    /// PIN送付先の部署名
    PinRecipientDepartment,
    /// PIN送付先の氏名
    PinRecipientName,
    /// PIN送付先のメールアドレス
    PinRecipientMailAddress,
    /// 申請担当者の部署名
    ApplicantDepartment,
    /// 申請担当者の氏名
    ApplicantName,
    /// 申請担当者の電話番号
    ApplicantPhone,
    /// 申請担当者のメールアドレス
    ApplicantMailAddress,
}

/// What kind of value a field holds, which decides how it is normalised and checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldKind {
    /// The number of a certificate, or nothing.
    CertificateNumber,
    /// A name in Japanese.
    Name,
    /// A name in Japanese that may be left out.
    OptionalName,
    /// The company's name in Latin letters.
    LatinCompany,
    /// A department or title in Latin letters.
    Latin,
    /// The ID of a user.
    UserId,
    /// A mail address.
    MailAddress,
    /// A telephone number.
    Phone,
}

impl ApplicationField {
    /// All fields, in the order of the screen.
    pub const ALL: [Self; 15] = [
        Self::ReusedCertificate,
        Self::CompanyName,
        Self::CompanyLatin,
        Self::DepartmentName,
        Self::DepartmentLatin,
        Self::TitleName,
        Self::TitleLatin,
        Self::SignerUserId,
        Self::PinRecipientDepartment,
        Self::PinRecipientName,
        Self::PinRecipientMailAddress,
        Self::ApplicantDepartment,
        Self::ApplicantName,
        Self::ApplicantPhone,
        Self::ApplicantMailAddress,
    ];

    /// Where the field stands in the body of a request (RFC 6901).
    pub fn pointer(self) -> &'static str {
        match self {
            Self::ReusedCertificate => "/reused_certificate",
            Self::CompanyName => "/certificate/company_name",
            Self::CompanyLatin => "/certificate/company_latin",
            Self::DepartmentName => "/certificate/department_name",
            Self::DepartmentLatin => "/certificate/department_latin",
            Self::TitleName => "/certificate/title_name",
            Self::TitleLatin => "/certificate/title_latin",
            Self::SignerUserId => "/signer_user_id",
            Self::PinRecipientDepartment => "/pin_recipient/department",
            Self::PinRecipientName => "/pin_recipient/name",
            Self::PinRecipientMailAddress => "/pin_recipient/mail_address",
            Self::ApplicantDepartment => "/applicant/department",
            Self::ApplicantName => "/applicant/name",
            Self::ApplicantPhone => "/applicant/phone",
            Self::ApplicantMailAddress => "/applicant/mail_address",
        }
    }

    /// The field with this [`pointer`](Self::pointer).
    pub fn from_pointer(pointer: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.pointer() == pointer)
    }

    /// The part of the form to which the field belongs.
    pub fn section(self) -> Section {
        match self {
            Self::ReusedCertificate => Section::Reuse,
            Self::SignerUserId => Section::Signer,
            _ if self < Self::SignerUserId => Section::Certificate,
            _ if self < Self::ApplicantDepartment => Section::PinRecipient,
            _ => Section::Applicant,
        }
    }

    /// What kind of value it holds.
    pub fn kind(self) -> FieldKind {
        match self {
            Self::ReusedCertificate => FieldKind::CertificateNumber,
            Self::CompanyLatin => FieldKind::LatinCompany,
            Self::DepartmentLatin | Self::TitleLatin => FieldKind::Latin,
            Self::SignerUserId => FieldKind::UserId,
            Self::PinRecipientDepartment | Self::ApplicantDepartment => FieldKind::OptionalName,
            Self::PinRecipientMailAddress | Self::ApplicantMailAddress => FieldKind::MailAddress,
            Self::ApplicantPhone => FieldKind::Phone,
            Self::CompanyName
            | Self::DepartmentName
            | Self::TitleName
            | Self::PinRecipientName
            | Self::ApplicantName => FieldKind::Name,
        }
    }

    /// Whether it must be filled in: ※必須 (D3.7).
    pub fn is_required(self) -> bool {
        !matches!(self.kind(), FieldKind::CertificateNumber | FieldKind::OptionalName)
    }

    /// Whether what is typed is converted to half-width letters (D3.6, BAR F6).
    pub fn is_half_width(self) -> bool {
        !matches!(self.kind(), FieldKind::Name | FieldKind::OptionalName)
    }

    /// The field's value in a form; an absent one is empty.
    pub fn get(self, form: &ApplicationForm) -> &str {
        match self {
            Self::ReusedCertificate => form.reused_certificate.as_deref().unwrap_or_default(),
            Self::CompanyName => &form.certificate.company_name,
            Self::CompanyLatin => &form.certificate.company_latin,
            Self::DepartmentName => &form.certificate.department_name,
            Self::DepartmentLatin => &form.certificate.department_latin,
            Self::TitleName => &form.certificate.title_name,
            Self::TitleLatin => &form.certificate.title_latin,
            Self::SignerUserId => &form.signer_user_id,
            Self::PinRecipientDepartment => &form.pin_recipient.department,
            Self::PinRecipientName => &form.pin_recipient.name,
            Self::PinRecipientMailAddress => &form.pin_recipient.mail_address,
            Self::ApplicantDepartment => &form.applicant.department,
            Self::ApplicantName => &form.applicant.name,
            Self::ApplicantPhone => &form.applicant.phone,
            Self::ApplicantMailAddress => &form.applicant.mail_address,
        }
    }

    /// Puts a value into a form.
    pub fn set(self, form: &mut ApplicationForm, value: String) {
        let place = match self {
            Self::ReusedCertificate => {
                form.reused_certificate = (!value.is_empty()).then_some(value);
                return;
            }
            Self::CompanyName => &mut form.certificate.company_name,
            Self::CompanyLatin => &mut form.certificate.company_latin,
            Self::DepartmentName => &mut form.certificate.department_name,
            Self::DepartmentLatin => &mut form.certificate.department_latin,
            Self::TitleName => &mut form.certificate.title_name,
            Self::TitleLatin => &mut form.certificate.title_latin,
            Self::SignerUserId => &mut form.signer_user_id,
            Self::PinRecipientDepartment => &mut form.pin_recipient.department,
            Self::PinRecipientName => &mut form.pin_recipient.name,
            Self::PinRecipientMailAddress => &mut form.pin_recipient.mail_address,
            Self::ApplicantDepartment => &mut form.applicant.department,
            Self::ApplicantName => &mut form.applicant.name,
            Self::ApplicantPhone => &mut form.applicant.phone,
            Self::ApplicantMailAddress => &mut form.applicant.mail_address,
        };
        *place = value;
    }

    /// What is stored of what was typed.
    pub fn normalise(self, value: &str) -> String {
        match self.kind() {
            FieldKind::Name | FieldKind::OptionalName => name::normalise(value),
            FieldKind::LatinCompany | FieldKind::Latin => latin::normalise(value),
            FieldKind::CertificateNumber | FieldKind::UserId | FieldKind::MailAddress => mail_address::normalise(value),
            FieldKind::Phone => phone::normalise(value),
        }
    }

    /// Whether a normalised value may stand in this field by itself.
    ///
    /// # Errors
    ///
    /// The first rule it breaks.
    pub fn check(self, normalised: &str) -> Result<(), Reason> {
        match self.kind() {
            FieldKind::Name => name::check(normalised),
            FieldKind::OptionalName => name::check_optional(normalised),
            FieldKind::LatinCompany => latin::check_company(normalised),
            FieldKind::Latin => latin::check_characters(normalised),
            FieldKind::MailAddress => mail_address::check(normalised),
            FieldKind::Phone => phone::check(normalised),
            FieldKind::UserId => name::check(normalised),
            FieldKind::CertificateNumber => refuse_control(normalised),
        }
    }

    /// An error at this field.
    pub fn error(self, reason: Reason) -> FieldError {
        FieldError { pointer: self.pointer().to_owned(), reason }
    }
}
