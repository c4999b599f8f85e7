//! How often items are used.

/// How often the items of a version of an exam type were used in the latest completed sessions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemExposure {
    /// The name of the exam type.
    pub exam_type: String,
    /// Its version.
    pub version: i32,
    /// How many completed sessions were counted.
    pub sessions: u32,
    /// How many different items were answered in them.
    pub items_used: u32,
    /// In how many of the sessions the item was answered that was answered in most of them.
    pub most_used: u32,
}

impl ItemExposure {
    /// The highest exposure rate of an item: the share of the sessions in which it was answered. 0 without a session.
    ///
    /// ```
    /// # use persistence::ItemExposure;
    /// let exposure = ItemExposure { exam_type: "placement".into(), version: 1, sessions: 8, items_used: 40, most_used: 6 };
    /// assert_eq!(exposure.max_rate(), 0.75);
    /// assert_eq!(ItemExposure { sessions: 0, items_used: 0, most_used: 0, ..exposure }.max_rate(), 0.0);
    /// ```
    #[must_use]
    pub fn max_rate(&self) -> f64 {
        f64::from(self.most_used) / f64::from(self.sessions.max(1))
    }
}
