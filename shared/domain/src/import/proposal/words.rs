//! What people write into columns of a status, a priority or a choice, and which value of ours it is: in English,
//! German, French, Spanish, Italian, Dutch and Portuguese.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::super::mapping::Target;
use super::super::synonyms::{normal, plain};
use crate::project::{CustomField, FieldKind};
use crate::task::{Priority, Status};

/// How a text that was found in a column reads as a value of a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Reading {
    /// As it is.
    Plain,
    /// As this value instead.
    As(String),
    /// Not at all.
    Unknown,
}

/// Whether `target` has few values, each a word.
pub(super) fn has_words(target: &Target, custom_fields: &[CustomField]) -> bool {
    match target {
        Target::Status | Target::Priority => true,
        Target::Custom(key) => options(key, custom_fields).is_some(),
        _ => false,
    }
}

/// How `text` reads as a value of `target`, which has words.
pub(super) fn reading(text: &str, target: &Target, custom_fields: &[CustomField]) -> Reading {
    match target {
        Target::Status if Status::parse(text).is_some() => Reading::Plain,
        Target::Status => known(&STATUS_WORDS, text),
        Target::Priority if Priority::parse(text).is_some() => Reading::Plain,
        Target::Priority => known(&PRIORITY_WORDS, text),
        Target::Custom(key) => {
            options(key, custom_fields).map_or(Reading::Unknown, |options| choice(text, options))
        }
        _ => Reading::Unknown,
    }
}

fn options<'a>(key: &str, custom_fields: &'a [CustomField]) -> Option<&'a [String]> {
    let field = custom_fields
        .iter()
        .find(|field| field.key == key && field.kind == FieldKind::Select)?;
    Some(&field.options)
}

/// One of the options, however it is written.
fn choice(text: &str, options: &[String]) -> Reading {
    let lower = text.trim().to_lowercase();
    if options.iter().any(|option| option.to_lowercase() == lower) {
        return Reading::Plain;
    }
    let wanted = plain(&normal(text));
    let found = options.iter().find(|option| plain(&normal(option)) == wanted);
    found
        .filter(|_| !wanted.is_empty())
        .map_or(Reading::Unknown, |option| Reading::As(option.clone()))
}

/// Whole words only, as they are written but for case and accents: `Urgent!!` may be meant as it says.
fn known(words: &HashMap<&str, &str>, text: &str) -> Reading {
    let text = plain(
        &text
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
            .to_lowercase(),
    );
    words
        .get(text.as_str())
        .map_or(Reading::Unknown, |word| Reading::As((*word).to_owned()))
}

static STATUS_WORDS: LazyLock<HashMap<&str, &str>> = LazyLock::new(|| {
    let each = STATUSES.iter();
    each.flat_map(|(status, words)| words.split('|').map(|word| (word, status.word())))
        .collect()
});
static PRIORITY_WORDS: LazyLock<HashMap<&str, &str>> = LazyLock::new(|| {
    let each = PRIORITIES.iter();
    each.flat_map(|(priority, words)| words.split('|').map(|word| (word, priority.word())))
        .collect()
});

static STATUSES: [(Status, &str); 4] = [
    (
        Status::New,
        "open|to do|to-do|todo|backlog|not started|planned|pending|neu|offen|geplant|nicht begonnen|\
         nouveau|nouvelle|ouvert|a faire|nuevo|nueva|abierto|pendiente|por hacer|nuovo|nuova|aperto|da fare|\
         nieuw|te doen|niet gestart|novo|nova|aberto|a fazer|pendente",
    ),
    (
        Status::InProgress,
        "doing|started|active|wip|ongoing|in arbeit|in bearbeitung|laufend|lauft|begonnen|en cours|commence|\
         en curso|en progreso|en proceso|in corso|in lavorazione|iniziato|bezig|mee bezig|in behandeling|gestart|\
         em andamento|em curso|em progresso|iniciado",
    ),
    (
        Status::OnHold,
        "hold|blocked|waiting|paused|suspended|deferred|wartend|wartet|pausiert|blockiert|zuruckgestellt|\
         en attente|bloque|suspendu|en espera|bloqueado|pausado|in attesa|sospeso|bloccato|\
         in de wacht|geblokkeerd|wachtend|gepauzeerd|em espera|suspenso|parado",
    ),
    (
        Status::Completed,
        "done|complete|closed|finished|resolved|fixed|erledigt|fertig|abgeschlossen|geschlossen|beendet|\
         termine|fini|ferme|clos|resolu|hecho|terminado|completado|cerrado|finalizado|fatto|completato|chiuso|\
         terminato|klaar|gedaan|afgerond|gesloten|voltooid|feito|concluido|completo|fechado",
    ),
];

static PRIORITIES: [(Priority, &str); 4] = [
    (
        Priority::Low,
        "minor|trivial|lowest|p4|niedrig|gering|tief|basse|faible|baja|bajo|bassa|basso|laag|baixa|baixo",
    ),
    (
        Priority::Medium,
        "normal|standard|mid|moderate|p3|mittel|moyenne|moyen|normale|media|medio|gemiddeld|normaal",
    ),
    (
        Priority::High,
        "major|important|p2|hoch|wichtig|haute|haut|elevee|alta|alto|importante|hoog|belangrijk",
    ),
    (
        Priority::Critical,
        "urgent|blocker|highest|immediate|very high|p1|kritisch|dringend|sehr hoch|sofort|critique|urgente|\
         critica|critico|kritiek|spoed",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_means_one_value_and_is_found() {
        let tables = [
            (
                Target::Status,
                STATUSES.map(|(status, words)| (status.word(), words)),
            ),
            (
                Target::Priority,
                PRIORITIES.map(|(priority, words)| (priority.word(), words)),
            ),
        ];
        for (target, table) in tables {
            let all: Vec<_> = table.iter().flat_map(|(_, words)| words.split('|')).collect();
            for (value, words) in table {
                for word in words.split('|') {
                    assert_eq!(all.iter().filter(|other| **other == word).count(), 1, "{word}");
                    let read = reading(&word.to_uppercase(), &target, &[]);
                    assert_eq!(read, Reading::As(value.to_owned()), "{word}");
                }
            }
        }
    }

    #[test]
    fn values_are_read_in_any_language_and_not_guessed() {
        let status = |text| reading(text, &Target::Status, &[]);
        let completed = || Reading::As("completed".to_owned());
        assert_eq!(status("In Progress"), Reading::Plain);
        assert_eq!(status(" Erledigt "), completed());
        assert_eq!(status("Résolu"), completed());
        assert_eq!(status("Concluído"), completed());
        assert_eq!(status("nearly done"), Reading::Unknown);
        let priority = |text| reading(text, &Target::Priority, &[]);
        assert_eq!(priority("Urgent"), Reading::As("critical".to_owned()));
        assert_eq!(priority("Urgent!!"), Reading::Unknown);
    }

    #[test]
    fn choices_are_found_without_punctuation() {
        let field = CustomField {
            key: "region".to_owned(),
            name: "Region".to_owned(),
            kind: FieldKind::Select,
            options: vec!["North-West".to_owned(), "Süd".to_owned(), "!".to_owned()],
        };
        let target = Target::Custom("region".to_owned());
        let read = |text| reading(text, &target, std::slice::from_ref(&field));
        assert_eq!(read("north-west"), Reading::Plain);
        assert_eq!(read("North West"), Reading::As("North-West".to_owned()));
        assert_eq!(read("SUD"), Reading::As("Süd".to_owned()));
        assert_eq!(read("?"), Reading::Unknown);
        assert!(has_words(&target, std::slice::from_ref(&field)) && !has_words(&target, &[]));
    }
}
