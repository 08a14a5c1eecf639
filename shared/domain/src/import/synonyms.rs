//! What people call a task's fields in the headers of their files, in English, German and Spanish.

use super::mapping::Target;

/// The field that a header means, if it is a usual word for one. `name` is normal ([`normal`]).
pub(super) fn field(name: &str) -> Option<Target> {
    let found = WORDS.iter().find(|(_, words)| words.contains(&name));
    found.map(|(target, _)| target.clone())
}

/// Lower case, with single spaces for everything that is neither letter nor digit.
pub(super) fn normal(name: &str) -> String {
    let mut normal = String::with_capacity(name.len());
    for character in name.chars() {
        if character.is_alphanumeric() {
            normal.extend(character.to_lowercase());
        } else if !normal.is_empty() && !normal.ends_with(' ') {
            normal.push(' ');
        }
    }
    normal.truncate(normal.trim_end().len());
    normal
}

static WORDS: [(Target, &[&str]); 10] = [
    (
        Target::Title,
        &[
            "title",
            "name",
            "task",
            "task name",
            "task title",
            "subject",
            "summary",
            "titel",
            "aufgabe",
            "betreff",
            "bezeichnung",
            "título",
            "titulo",
            "tarea",
            "asunto",
            "nombre",
        ],
    ),
    (
        Target::Description,
        &[
            "description",
            "details",
            "notes",
            "note",
            "body",
            "beschreibung",
            "notiz",
            "notizen",
            "bemerkung",
            "descripción",
            "descripcion",
            "notas",
            "detalle",
            "detalles",
        ],
    ),
    (
        Target::Status,
        &[
            "status",
            "state",
            "stage",
            "progress",
            "zustand",
            "stand",
            "estado",
            "situación",
        ],
    ),
    (
        Target::Priority,
        &[
            "priority",
            "prio",
            "urgency",
            "importance",
            "priorität",
            "prioritaet",
            "dringlichkeit",
            "prioridad",
            "urgencia",
        ],
    ),
    (
        Target::Assignees,
        &[
            "assignees",
            "assignee",
            "assigned to",
            "assigned",
            "owner",
            "owners",
            "responsible",
            "zuständig",
            "zugewiesen an",
            "verantwortlich",
            "bearbeiter",
            "asignado a",
            "asignado",
            "responsable",
            "asignados",
        ],
    ),
    (
        Target::Tags,
        &[
            "tags",
            "tag",
            "labels",
            "label",
            "keywords",
            "schlagwörter",
            "schlagworte",
            "etiketten",
            "etiquetas",
            "etiqueta",
        ],
    ),
    (
        Target::StartAt,
        &[
            "start",
            "start at",
            "start date",
            "starts",
            "begin",
            "beginn",
            "startdatum",
            "anfang",
            "inicio",
            "fecha de inicio",
        ],
    ),
    (
        Target::DueAt,
        &[
            "due",
            "due at",
            "due date",
            "due on",
            "deadline",
            "fällig",
            "fällig am",
            "fälligkeit",
            "frist",
            "termin",
            "vencimiento",
            "fecha de vencimiento",
            "fecha límite",
            "plazo",
        ],
    ),
    (Target::TaskKey, &["key", "task key", "schlüssel", "clave"]),
    (
        Target::ExternalId,
        &[
            "external id",
            "external key",
            "externe id",
            "id externo",
            "id externa",
        ],
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_is_normal_and_means_one_field() {
        let words: Vec<_> = WORDS.iter().flat_map(|(_, words)| words.iter()).collect();
        for word in &words {
            assert_eq!(&normal(word), *word);
            assert_eq!(words.iter().filter(|other| other == &word).count(), 1, "{word}");
        }
    }

    #[test]
    fn headers_are_compared_without_case_and_punctuation() {
        assert_eq!(normal("  Due_Date: "), "due date");
        assert_eq!(field(&normal("Assigned-To")), Some(Target::Assignees));
        assert_eq!(field(&normal("Priorität")), Some(Target::Priority));
        assert_eq!(field("customer"), None);
    }
}
