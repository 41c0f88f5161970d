//! Why a call brought no answer that can be used.

use contract::ja;
use contract::problem::{Problem, ProblemCode};

/// Why a call brought no answer that can be used.
#[derive(Clone, Debug)]
pub(crate) enum ApiError {
    /// The server says what is wrong.
    Problem(Problem),
    /// The server could not be reached.
    Offline,
    /// The server did not answer in time.
    Timeout,
    /// Something answered that is not this API: a proxy, or another version.
    NotOurs,
    /// A part of the page did not come.
    PartMissing,
    /// The person's own file could not be read.
    Unreadable,
    /// Somebody else has logged in in another tab; nothing was sent.
    ChangedHands,
}

impl ApiError {
    /// The server's code for what is wrong, if it was the server who spoke.
    pub(crate) fn code(&self) -> Option<ProblemCode> {
        match self {
            Self::Problem(problem) => Some(problem.code),
            _ => None,
        }
    }

    /// Whether nobody knows if the server has done what was asked: it may have, and only its answer was lost.
    pub(crate) fn is_uncertain(&self) -> bool {
        // A server whose database goes away right after a commit cannot read what it has just written.
        let server_is_unsure = matches!(self.code(), Some(ProblemCode::Internal | ProblemCode::Unavailable));
        server_is_unsure || matches!(self, Self::Offline | Self::Timeout | Self::NotOurs)
    }

    /// Whether the same call may go well another time, so that repeating it is worth a button.
    pub(crate) fn may_pass(&self) -> bool {
        let code = self.code();
        self.is_uncertain() || matches!(self, Self::PartMissing) || code == Some(ProblemCode::IdempotencyKeyInUse)
    }

    /// What went wrong, why, and what to do next.
    pub(crate) fn message(&self) -> String {
        match self {
            Self::Problem(problem) => ja::problem(problem),
            Self::Offline => {
                "サーバーに接続できませんでした。ネットワークの接続を確認して、もう一度お試しください。".to_owned()
            }
            Self::Timeout => {
                "サーバーからの応答がありませんでした。少し待ってから、もう一度お試しください。".to_owned()
            }
            Self::PartMissing => {
                "画面を読み込めませんでした。ネットワークの接続を確認して、もう一度お試しください。".to_owned()
            }
            Self::Unreadable => {
                "ファイルを読み取れませんでした。ファイルが移動や削除されていないか確認して、選び直してください。"
                    .to_owned()
            }
            Self::ChangedHands => {
                "ほかの利用者としてログインし直されたため、この操作は行われていません。".to_owned()
            }
            Self::NotOurs => {
                "サーバーから予期しない応答がありました。少し待ってから、もう一度お試しください。続く場合は、画面を再読み込みしてください。".to_owned()
            }
        }
    }
}
