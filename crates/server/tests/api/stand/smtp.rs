//! A mail server that can be told to refuse, and to stand still at the moment that matters.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;

/// A mail that the sink took over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Taken {
    /// The recipients of the envelope.
    pub(crate) recipients: Vec<String>,
    /// The mail, with lines that end in LF.
    pub(crate) message: String,
}

impl Taken {
    /// The value of a header that stands on one line.
    pub(crate) fn header(&self, name: &str) -> &str {
        let prefix = format!("{name}: ");
        self.message.lines().take_while(|line| !line.is_empty()).find_map(|line| line.strip_prefix(&prefix)).unwrap()
    }
}

/// Where the sink stands still.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum At {
    /// Asked for `DATA`, not answered.
    Data,
    /// The whole mail has arrived and is not answered.
    EndOfData,
}

/// What becomes of a conversation that stood still.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Then {
    /// It goes on as if nothing had been.
    GoOn,
    /// The mail is not taken over, and the connection ends.
    HangUp,
}

/// A conversation that stands still.
pub(crate) struct Standstill {
    reached: oneshot::Receiver<()>,
    then: oneshot::Sender<Then>,
}

impl Standstill {
    /// Waits until a conversation has got there.
    pub(crate) async fn reached(&mut self) {
        tokio::time::timeout(super::DEADLINE, &mut self.reached).await.expect("no mail came").unwrap();
    }

    pub(crate) fn end(self, then: Then) {
        self.then.send(then).unwrap();
    }
}

type Planned = (At, oneshot::Sender<()>, oneshot::Receiver<Then>);

#[derive(Default)]
struct Inner {
    taken: Vec<Taken>,
    replies: VecDeque<&'static str>,
    planned: Option<Planned>,
}

/// The mail server.
#[derive(Clone)]
pub(crate) struct Sink {
    /// As `SHIRUSHI_SMTP_URL` wants it.
    pub(crate) url: String,
    inner: Arc<Mutex<Inner>>,
}

impl Sink {
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("smtp://{}", listener.local_addr().unwrap());
        let sink = Self { url, inner: Arc::default() };
        let each = sink.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let sink = each.clone();
                // A client that is killed breaks off: nothing to be told.
                tokio::spawn(async move { sink.converse(stream).await });
            }
        });
        sink
    }

    /// The mails taken over so far.
    pub(crate) fn taken(&self) -> Vec<Taken> {
        self.inner.lock().unwrap().taken.clone()
    }

    /// The next recipient is answered like this.
    pub(crate) fn reply_to_recipient(&self, reply: &'static str) {
        self.inner.lock().unwrap().replies.push_back(reply);
    }

    /// The next conversation that gets there stands still.
    pub(crate) fn stand_still(&self, at: At) -> Standstill {
        let ((reach, reached), (then, after)) = (oneshot::channel(), oneshot::channel());
        self.inner.lock().unwrap().planned = Some((at, reach, after));
        Standstill { reached, then }
    }

    async fn pause(&self, at: At) -> Then {
        let planned = {
            let mut inner = self.inner.lock().unwrap();
            if inner.planned.as_ref().is_some_and(|planned| planned.0 == at) { inner.planned.take() } else { None }
        };
        let Some((_, reach, after)) = planned else { return Then::GoOn };
        let _ = reach.send(());
        after.await.unwrap_or(Then::HangUp)
    }

    async fn converse(&self, stream: TcpStream) -> Option<()> {
        let (reader, mut writer) = stream.into_split();
        let mut reader = BufReader::new(reader);
        say(&mut writer, "220 sink").await?;
        let mut recipients = Vec::new();
        loop {
            let line = read_line(&mut reader).await?;
            let upper = line.to_ascii_uppercase();
            if upper.starts_with("MAIL FROM:") {
                recipients.clear();
                say(&mut writer, "250 go on").await?;
            } else if upper.starts_with("RCPT TO:") {
                let reply = self.inner.lock().unwrap().replies.pop_front().unwrap_or("250 go on");
                if reply.starts_with('2') {
                    recipients.push(line["RCPT TO:".len()..].trim_matches(['<', '>']).to_owned());
                }
                say(&mut writer, reply).await?;
            } else if upper == "DATA" {
                if self.pause(At::Data).await == Then::HangUp {
                    return None;
                }
                say(&mut writer, "354 go on").await?;
                let message = read_message(&mut reader).await?;
                if self.pause(At::EndOfData).await == Then::HangUp {
                    return None;
                }
                let taken = Taken { recipients: std::mem::take(&mut recipients), message };
                self.inner.lock().unwrap().taken.push(taken);
                say(&mut writer, "250 taken").await?;
            } else if upper == "QUIT" {
                say(&mut writer, "221 bye").await?;
                return None;
            } else {
                say(&mut writer, "250 sink").await?;
            }
        }
    }
}

async fn say(writer: &mut OwnedWriteHalf, reply: &str) -> Option<()> {
    writer.write_all(format!("{reply}\r\n").as_bytes()).await.ok()
}

async fn read_line(reader: &mut BufReader<OwnedReadHalf>) -> Option<String> {
    let mut line = String::new();
    let length = reader.read_line(&mut line).await.ok()?;
    (length > 0).then(|| line.trim_end().to_owned())
}

async fn read_message(reader: &mut BufReader<OwnedReadHalf>) -> Option<String> {
    let mut message = String::new();
    loop {
        let line = read_line(reader).await?;
        if line == "." {
            return Some(message);
        }
        message.push_str(line.strip_prefix('.').unwrap_or(&line));
        message.push('\n');
    }
}
