//! What people call a task's fields in the headers of their files: in English, German, French, Spanish, Italian, Dutch
//! and Portuguese.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::mapping::Target;

/// The field that a header means, if it is a usual word for one. `name` is normal ([`normal`]).
pub(super) fn field(name: &str) -> Option<Target> {
    static FIELDS: LazyLock<HashMap<&str, &Target>> = LazyLock::new(|| {
        let each = WORDS.iter();
        each.flat_map(|(target, words)| words.split('|').map(move |word| (word, target)))
            .collect()
    });
    FIELDS.get(plain(name).as_str()).map(|target| (*target).clone())
}

/// Whether a header means its field only if the content agrees: a state may be one of a country.
pub(super) fn is_doubtful(name: &str) -> bool {
    DOUBTFUL.split('|').any(|word| word == plain(name))
}

/// The fields that a header of several words hints at: `Customer due date (local)`. The longest phrase counts.
pub(super) fn hint(name: &str) -> Option<Target> {
    let name = plain(name);
    let words: Vec<&str> = name.split(' ').collect();
    (1..words.len())
        .rev()
        .flat_map(|length| words.windows(length))
        .find_map(|phrase| field(&phrase.join(" ")))
}

/// Whether a header may mean the day on which something should be done, if its content is days.
pub(super) fn is_near_due(name: &str) -> bool {
    let name = plain(name);
    let has = |words: &str| {
        name.split(' ')
            .any(|word| words.split('|').any(|known| known == word))
    };
    has(DAYS) && !has(OTHER_DAYS)
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

/// Normal text without accents, as it is written where keyboards have none.
pub(super) fn plain(normal: &str) -> String {
    let mut plain = String::with_capacity(normal.len());
    for character in normal.chars() {
        match character {
            'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' => plain.push('a'),
            'è' | 'é' | 'ê' | 'ë' => plain.push('e'),
            'ì' | 'í' | 'î' | 'ï' => plain.push('i'),
            'ò' | 'ó' | 'ô' | 'õ' | 'ö' => plain.push('o'),
            'ù' | 'ú' | 'û' | 'ü' => plain.push('u'),
            'ç' => plain.push('c'),
            'ñ' => plain.push('n'),
            'ß' => plain.push_str("ss"),
            // Of a letter and an accent that follows it.
            '\u{300}'..='\u{36f}' => {}
            other => plain.push(other),
        }
    }
    plain
}

/// Words that mean a field, plain and in the order of the languages.
static WORDS: [(Target, &str); 10] = [
    (
        Target::Title,
        "title|name|task|task name|task title|subject|summary|headline|to do|todo|\
         titel|aufgabe|aufgabenname|betreff|bezeichnung|vorgang|\
         titre|tache|nom|nom de la tache|objet|intitule|\
         titulo|tarea|asunto|nombre|nombre de la tarea|\
         titolo|attivita|nome|oggetto|compito|\
         taak|taaknaam|onderwerp|naam|\
         tarefa|nome da tarefa|assunto",
    ),
    (
        Target::Description,
        "description|details|notes|note|body|comment|comments|remarks|\
         beschreibung|notiz|notizen|bemerkung|bemerkungen|kommentar|anmerkung|\
         descriptif|commentaire|commentaires|remarques|\
         descripcion|notas|detalle|detalles|comentario|comentarios|observaciones|\
         descrizione|dettagli|commenti|osservazioni|\
         beschrijving|omschrijving|notities|opmerking|opmerkingen|toelichting|\
         descricao|detalhes|observacoes",
    ),
    (
        Target::Status,
        "status|state|stage|progress|task status|\
         zustand|stand|bearbeitungsstand|bearbeitungsstatus|\
         statut|etat|avancement|\
         estado|situacion|\
         stato|avanzamento|\
         toestand|voortgang|\
         situacao|andamento",
    ),
    (
        Target::Priority,
        "priority|prio|urgency|importance|severity|\
         prioritat|prioritaet|dringlichkeit|wichtigkeit|\
         priorite|urgence|\
         prioridad|urgencia|importancia|\
         priorita|urgenza|importanza|\
         prioriteit|urgentie|\
         prioridade",
    ),
    (
        Target::Assignees,
        "assignees|assignee|assigned to|assigned|owner|owners|responsible|\
         zustandig|zustaendig|zugewiesen an|zugewiesen|verantwortlich|verantwortlicher|bearbeiter|\
         assigne a|assigne|attribue a|responsables|charge de|\
         asignado a|asignado|responsable|asignados|encargado|\
         assegnato a|assegnato|assegnatario|responsabile|incaricato|\
         toegewezen aan|toegewezen|verantwoordelijke|eigenaar|behandelaar|\
         atribuido a|atribuido|responsavel|encarregado",
    ),
    (
        Target::Tags,
        "tags|tag|labels|label|keywords|\
         schlagworter|schlagworte|schlagwoerter|etiketten|stichworte|\
         etiquettes|etiquette|mots cles|\
         etiquetas|etiqueta|palabras clave|\
         etichette|etichetta|parole chiave|\
         trefwoorden|\
         palavras chave|marcadores",
    ),
    (
        Target::StartAt,
        "start|start at|start date|starts|begin|begin date|\
         beginn|startdatum|anfang|beginndatum|\
         debut|date de debut|commence le|\
         inicio|fecha de inicio|\
         inizio|data di inizio|data inizio|\
         aanvang|begindatum|\
         data de inicio|data inicio",
    ),
    (
        Target::DueAt,
        "due|due at|due date|due on|deadline|due by|target date|\
         fallig|faellig|fallig am|faellig am|falligkeit|falligkeitsdatum|faelligkeit|frist|termin|zieldatum|\
         echeance|date d echeance|date limite|a faire avant|\
         vencimiento|fecha de vencimiento|fecha limite|plazo|\
         scadenza|data di scadenza|entro il|\
         vervaldatum|uiterste datum|einddatum|vervalt op|\
         vencimento|data de vencimento|data limite|prazo",
    ),
    (
        Target::TaskKey,
        "key|task key|schlussel|schluessel|aufgabenschlussel|cle|clave|chiave|sleutel|chave",
    ),
    (
        Target::ExternalId,
        "external id|external key|externe id|id externe|id externo|id externa|id esterno|extern id",
    ),
];

/// Words of [`WORDS`] that mean other things as well.
const DOUBTFUL: &str = "state|stage|progress|stand|zustand|etat|estado|stato|toestand|avancement|avanzamento|voortgang|\
                        andamento|situacion|situacao|severity|importance|importancia|importanza";
const DAYS: &str =
    "date|day|datum|tag|fecha|dia|data|giorno|jour|dag|until|bis|by|finish|end|ende|fin|fine|einde|fim";
const OTHER_DAYS: &str = "start|begin|beginn|created|modified|updated|changed|birth|birthday|order|ordered|invoice|since|\
                          erstellt|erstellungsdatum|geandert|geburtsdatum|bestelldatum|rechnungsdatum|seit|von|\
                          creation|creacion|creazione|criacao|naissance|nacimiento|nascita|nascimento|geboorte|pedido|\
                          inicio|inizio|debut|commande|ordine";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_is_plain_and_means_one_field() {
        let words: Vec<_> = WORDS.iter().flat_map(|(_, words)| words.split('|')).collect();
        for word in &words {
            assert_eq!(&plain(&normal(word)), *word);
            assert_eq!(words.iter().filter(|other| other == &word).count(), 1, "{word}");
        }
        for word in DOUBTFUL.split('|') {
            assert!(words.contains(&word), "{word} means nothing");
        }
        for word in DAYS.split('|').chain(OTHER_DAYS.split('|')) {
            assert_eq!(&plain(&normal(word)), word);
        }
    }

    #[test]
    fn headers_are_compared_without_case_accents_and_punctuation() {
        assert_eq!(normal("  Due_Date: "), "due date");
        for (header, target) in [
            ("Assigned-To", Target::Assignees),
            ("Priorität", Target::Priority),
            ("PRIORITA\u{300}", Target::Priority),
            ("Tâche", Target::Title),
            ("Date d'échéance", Target::DueAt),
            ("Descripción", Target::Description),
            ("Etichette", Target::Tags),
            ("Toegewezen aan", Target::Assignees),
            ("Data de Início", Target::StartAt),
            ("Situação", Target::Status),
        ] {
            assert_eq!(field(&normal(header)), Some(target), "{header}");
        }
        assert_eq!(field("customer"), None);
    }

    #[test]
    fn longer_headers_hint_and_other_days_do_not() {
        assert_eq!(hint("customer due date local"), Some(Target::DueAt));
        assert_eq!(hint("our priority"), Some(Target::Priority));
        assert_eq!(hint("title"), None, "that is no hint but the word itself");
        assert_eq!(hint("customer no"), None);
        assert!(is_near_due("delivery date") && is_near_due("fertig bis"));
        assert!(!is_near_due("order date") && !is_near_due("erstellt datum") && !is_near_due("amount"));
    }
}
