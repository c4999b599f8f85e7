//! The digest of a session's history, by which a forged working copy is recognised
//! (`docs/decisions/0013-copies-are-compared-by-digest.md`).

use irt_core::{ExamineeStart, ItemIndex, NormalPrior, Response};
use persistence::SessionRecord;
use sha2::{Digest as _, Sha256};

/// The layout of what is digested. Another layout needs another name.
const LAYOUT: &[u8] = b"adaptive-engine history 1";

/// What a session starts from: with the answers, it determines the state of the engine.
#[derive(Debug, Clone, Copy)]
pub(crate) struct HistoryStart<'a> {
    pub token_digest: &'a [u8; 32],
    pub exam_type_id: i64,
    pub seed: u64,
    pub examinee: &'a ExamineeStart,
    pub withheld: &'a [ItemIndex],
}

impl<'a> HistoryStart<'a> {
    /// What the session of this row started from, the items that it does not get included.
    pub(crate) const fn of_row(row: &'a SessionRecord, withheld: &'a [ItemIndex]) -> Self {
        Self {
            token_digest: &row.token_digest,
            exam_type_id: row.exam_type_id.0,
            seed: row.seed,
            examinee: &row.examinee_start,
            withheld,
        }
    }
}

/// SHA-256 over the start of a session and its answers so far. Numbers have a fixed width and lists their length, so no two
/// histories are digested as the same bytes.
#[derive(Debug, Clone)]
pub(crate) struct HistoryDigest(Sha256);

impl HistoryDigest {
    /// The history before the first answer.
    pub(crate) fn new(start: HistoryStart<'_>) -> Self {
        let HistoryStart { token_digest, exam_type_id, seed, examinee, withheld } = start;
        let ExamineeStart { start_theta, prior } = *examinee;
        let (mean, sd) = prior.map(|NormalPrior { mean, sd }| (mean, sd)).unzip();
        let mut history = Sha256::new_with_prefix(LAYOUT);
        history.update(token_digest);
        history.update(exam_type_id.to_le_bytes());
        history.update(seed.to_le_bytes());
        for known in [start_theta, mean, sd] {
            history.update([u8::from(known.is_some())]);
            history.update(known.unwrap_or_default().to_bits().to_le_bytes());
        }
        history.update(u64::try_from(withheld.len()).unwrap_or(u64::MAX).to_le_bytes());
        for item in withheld {
            history.update(item.0.to_le_bytes());
        }
        Self(history)
    }

    /// Adds the next answer.
    pub(crate) fn add(&mut self, item: ItemIndex, response: Response) {
        self.0.update(item.0.to_le_bytes());
        self.0.update([response.0]);
    }

    /// The same history with these answers after it.
    pub(crate) fn with_answers(mut self, items: &[ItemIndex], responses: &[Response]) -> Self {
        for (&item, &response) in items.iter().zip(responses) {
            self.add(item, response);
        }
        self
    }

    /// The digest of the answers so far.
    pub(crate) fn digest(&self) -> [u8; 32] {
        self.0.clone().finalize().into()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    const START: HistoryStart<'_> = HistoryStart {
        token_digest: &[9; 32],
        exam_type_id: 1,
        seed: 7,
        examinee: &ExamineeStart { start_theta: None, prior: None },
        withheld: &[],
    };

    fn known(start_theta: Option<f64>, prior: Option<(f64, f64)>) -> ExamineeStart {
        ExamineeStart { start_theta, prior: prior.map(|(mean, sd)| NormalPrior { mean, sd }) }
    }

    #[test]
    fn a_digest_of_a_stored_session_stays_the_same() {
        let history = HistoryDigest::new(HistoryStart { examinee: &known(Some(-0.5), Some((0.25, 0.75))), ..START });
        let history = history.with_answers(&[ItemIndex(3), ItemIndex(300)], &[Response(1), Response(0)]);
        let hexadecimal: String = history.digest().iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(hexadecimal, "48a6b2fe2083cde16dfd831a60dc8456f08da41d7ecea587407def7d34fab5d2");
    }

    #[test]
    fn every_part_of_a_start_changes_the_digest() {
        let (other_token, withheld) = ([8; 32], [ItemIndex(0)]);
        let examinees = [
            known(Some(0.0), None),
            known(Some(-0.0), None),
            known(None, Some((0.0, 0.0))),
            known(None, Some((1.0, 0.0))),
            known(None, Some((0.0, 1.0))),
        ];
        let mut starts = vec![
            START,
            HistoryStart { token_digest: &other_token, ..START },
            HistoryStart { exam_type_id: 2, ..START },
            HistoryStart { seed: 8, ..START },
            HistoryStart { withheld: &withheld, ..START },
        ];
        starts.extend(examinees.iter().map(|examinee| HistoryStart { examinee, ..START }));
        let digests: HashSet<_> = starts.iter().map(|&start| HistoryDigest::new(start).digest()).collect();
        assert_eq!(digests.len(), starts.len());
    }

    #[test]
    fn every_answer_and_their_order_change_the_digest() {
        let histories: [&[(u32, u8)]; 7] =
            [&[], &[(0, 0)], &[(0, 1)], &[(1, 0)], &[(0, 0), (1, 1)], &[(1, 1), (0, 0)], &[(0, 0), (1, 0)]];
        let digest = |answers: &&[(u32, u8)]| {
            let mut history = HistoryDigest::new(START);
            for &(item, response) in *answers {
                history.add(ItemIndex(item), Response(response));
            }
            history.digest()
        };
        assert_eq!(histories.iter().map(digest).collect::<HashSet<_>>().len(), histories.len());
    }
}
