//! Nobody slips a header or a recipient into a mail (S13).

use contract::Reason;
use contract::application::ApplicationField;
use contract::problem::ProblemCode;
use server::mail::Transport;

use crate::stand::Stand;
use crate::stand::database::{Database, on_each_database};
use crate::stand::forms::{self, APPLICANT, KEY};
use crate::stand::python::MailServer;
use crate::stand::world::{ADMIN_A, SIGNER_A};

on_each_database!(
    control_characters_are_refused_in_every_field_s13,
    one_recipient_stays_one_at_a_real_mail_server_s13,
    what_gets_past_the_rules_is_stopped_at_the_last_door_s13,
);

const CONTROLS: [&str; 9] =
    ["\r\nBcc: x@evil.example", "\n", "\r", "\0", "\t", "\u{85}", "\u{2028}", "\u{202e}", "\u{200b}"];

async fn control_characters_are_refused_in_every_field_s13(database: Database) {
    let stand = Stand::start(&database).await;
    let admin = stand.logged_in(ADMIN_A).await;
    let before = stand.filed().await;
    for field in ApplicationField::ALL {
        for control in CONTROLS {
            let mut form = forms::good(SIGNER_A);
            let value = field.get(&form).to_owned();
            for value in [format!("{value}{control}"), format!("{value}{control}x"), format!("{control}{value}")] {
                field.set(&mut form, value);
                let problem = forms::file(&admin, KEY, &form).await.refused(422, ProblemCode::InvalidFields).problem();
                assert_eq!(problem.errors, [field.error(Reason::ControlCharacter)], "{field:?} {control:?}");
            }
        }
    }
    assert_eq!(stand.filed().await, before);
}

async fn one_recipient_stays_one_at_a_real_mail_server_s13(database: Database) {
    let stand = Stand::start(&database).await;
    let admin = stand.logged_in(ADMIN_A).await;
    let mut server = MailServer::start().await;
    let mut config = (*stand.state.config).clone();
    config.smtp_url = Some(server.url.clone());
    let transport = Transport::from_config(&config).unwrap();

    let mut form = forms::good(SIGNER_A);
    // All that may stand in a name or an address and means something to a mail program.
    form.applicant.name =
        "管理 \"花子\" <x@evil.example>, y@evil.example; (注) =?utf-8?Q?=0D=0ABcc:z@evil.example?=".to_owned();
    form.applicant.department = "Bcc: x@evil.example".to_owned();
    form.certificate.title_name = ". 支店長 .".to_owned();
    form.pin_recipient.name = "%0D%0ABcc: x@evil.example \\r\\n.\\r\\n".to_owned();
    form.applicant.mail_address = "o'neil+!#$%&*-/=?^_`{|}~@k1001.example".to_owned();
    forms::filed(&admin, KEY, &form).await;
    assert_eq!(stand.send_mails_by(&transport).await, 1);
    let mail = server.received().await;
    assert_eq!(mail.recipients, [form.applicant.mail_address.clone()]);
    assert_eq!(mail.headers("to"), [format!("To: {}", form.applicant.mail_address)]);
    for name in ["bcc", "cc", "reply-to", "sender"] {
        assert!(mail.headers(name).is_empty(), "{}", mail.text);
    }
    for name in ["from", "subject", "message-id", "date", "content-type"] {
        assert_eq!(mail.headers(name).len(), 1, "{name}: {}", mail.text);
    }
    assert_eq!(stand.new_mails().await[0].state, "sent");
    // Lines that begin with a dot end no mail: what comes next is a mail of its own.
    forms::filed(&admin, "another-key-0123456789", &forms::good(SIGNER_A)).await;
    stand.send_mails_by(&transport).await;
    assert_eq!(server.received().await.recipients, [APPLICANT]);
}

async fn what_gets_past_the_rules_is_stopped_at_the_last_door_s13(database: Database) {
    let stand = Stand::start(&database).await;
    let sink = crate::stand::smtp::Sink::start().await;
    let mut config = (*stand.state.config).clone();
    config.smtp_url = Some(sink.url.clone());
    let transport = Transport::from_config(&config).unwrap();
    let admin = stand.logged_in(ADMIN_A).await;
    for (index, change) in [
        "to_address = 'hanako@k1001.example' || chr(13) || chr(10) || 'RCPT TO:<x@evil.example>'",
        "to_address = 'hanako@k1001.example, x@evil.example'",
        "to_address = 'hanako@k1001.example>' || chr(10) || 'x'",
        "subject = 'x' || chr(13) || chr(10) || 'Bcc: x@evil.example'",
    ]
    .into_iter()
    .enumerate()
    {
        forms::filed(&admin, &format!("{KEY}-{index}"), &forms::good(SIGNER_A)).await;
        let change = match database.kind {
            crate::stand::database::Kind::Sqlite => change.replace("chr(", "char("),
            crate::stand::database::Kind::Postgres => change.to_owned(),
        };
        stand.sql(&format!("UPDATE mails SET {change} WHERE state = 'waiting'")).await;
        assert_eq!(stand.send_mails_by(&transport).await, 1);
    }
    let rows = stand.new_mails().await;
    assert!(rows.iter().all(|row| row.state == "failed"), "{rows:?}");
    assert!(sink.taken().is_empty());
}
