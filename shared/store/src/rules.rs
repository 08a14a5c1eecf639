//! Rules, and what they made of events.

use bson::doc;
use katalusis_domain::organization::OrganizationId;
use katalusis_domain::rule::{Rule, RuleId, RuleLogEntry};

use crate::page::Keyset;
use crate::schema::{Collection, expiry, index};
use crate::{OrganizationStore, Page, PageRequest, StoreError, Stored};

pub(crate) fn rules() -> Collection {
    Collection {
        name: Rule::COLLECTION,
        indexes: vec![
            index("by_age", doc! { "organization_id": 1, "_id": 1 }),
            index("by_occasion", doc! { "organization_id": 1, "listens": 1 }),
        ],
        schema: Some(doc! {
            "required": ["organization_id", "name", "when", "then", "enabled", "version", "revision"],
        }),
    }
}

pub(crate) fn rule_log() -> Collection {
    Collection {
        name: RuleLogEntry::COLLECTION,
        indexes: vec![
            index(
                "by_rule",
                doc! { "organization_id": 1, "rule_id": 1, "at": -1, "_id": -1 },
            ),
            expiry(),
        ],
        schema: Some(
            doc! { "required": ["organization_id", "rule_id", "event_id", "at", "fired", "expires_at"] },
        ),
    }
}

impl Stored for Rule {
    const COLLECTION: &'static str = "rules";

    fn id(&self) -> String {
        self.id.to_string()
    }
    fn organization_id(&self) -> OrganizationId {
        self.organization_id
    }
    fn revision(&self) -> Option<i64> {
        Some(self.revision)
    }
}

impl Stored for RuleLogEntry {
    const COLLECTION: &'static str = "rule_log";

    fn id(&self) -> String {
        self.id.to_string()
    }
    fn organization_id(&self) -> OrganizationId {
        self.organization_id
    }
}

impl OrganizationStore {
    /// Rules, the oldest first.
    pub async fn rules(&self, request: &PageRequest) -> Result<Page<Rule>, StoreError> {
        self.page(doc! { "deleted_at": null }, &Keyset::ascending("_id"), request)
            .await
    }

    /// The rule with this id, if it was not deleted.
    pub async fn rule(&self, id: RuleId) -> Result<Option<Rule>, StoreError> {
        let found: Option<Rule> = self.get(id).await?;
        Ok(found.filter(|rule| rule.deleted_at.is_none()))
    }

    /// How many rules there are.
    pub async fn count_rules(&self) -> Result<u64, StoreError> {
        let there = self.scoped::<Rule>(doc! { "deleted_at": null });
        Ok(self.store().collection::<Rule>().count_documents(there).await?)
    }

    /// The rules that look when one of these things happens.
    pub async fn rules_listening(&self, words: &[&str]) -> Result<Vec<Rule>, StoreError> {
        let filter = doc! { "listens": { "$in": words.to_vec() }, "deleted_at": null, "enabled": true };
        self.find(filter, doc! { "_id": 1 }, None).await
    }

    /// What a rule made of events, the newest first.
    pub async fn rule_log(
        &self,
        rule: RuleId,
        request: &PageRequest,
    ) -> Result<Page<RuleLogEntry>, StoreError> {
        self.page(doc! { "rule_id": rule }, &Keyset::descending("at"), request)
            .await
    }

    /// Notes what rules made of an event; what was noted before stays.
    pub async fn note_in_rule_log(&self, entries: &[RuleLogEntry]) -> Result<(), StoreError> {
        self.insert_new(entries).await
    }
}
