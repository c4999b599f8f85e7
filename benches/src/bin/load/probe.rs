//! A few exams before the rounds: what the floor has to be equal to.

use benches::workload::Outcome;

use crate::connection::Connection;
use crate::exam::{Exam, Way};

const EXAMS: usize = 32;

/// Means of exams on the server.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Probe {
    /// The answers of an exam.
    pub(crate) items: usize,
    /// The bytes of the reply to an answer.
    pub(crate) reply_bytes: usize,
}

impl Probe {
    /// Takes exams on a server.
    pub(crate) async fn of(host: &str) -> Outcome<Self> {
        let mut connection = Connection::open(host).await?;
        let (mut answers, mut bytes) = (0, 0);
        for _ in 0..EXAMS {
            let mut exam = Exam::start(&mut connection, Way::Interface).await?;
            while let Some((reply, _)) = exam.answer(&mut connection).await? {
                bytes += reply;
            }
            answers += exam.answers();
        }
        Ok(Self { items: answers.div_ceil(EXAMS), reply_bytes: bytes / answers.max(1) })
    }
}
