//! Custom fields that a mapping asks for: made when its plan is ordered to be carried out, in the same transaction.

use katalusis_domain::import::{Failure, Import};
use katalusis_domain::permission::Grant;
use katalusis_domain::project::{CustomField, Project};
use katalusis_store::{OrganizationStore, StoreError};

/// The custom fields that an import is to make in its project.
pub(crate) fn missing(import: &Import, project: &Project) -> Vec<CustomField> {
    let mapping = import.mapping.as_ref();
    mapping.map_or_else(Vec::new, |mapping| mapping.new_fields(&project.custom_fields))
}

/// The import's project as it is and as it shall be; `None` if no field is to be made.
pub(crate) async fn with_fields(
    organization: &OrganizationStore,
    import: &Import,
) -> Result<Option<(Project, Project)>, StoreError> {
    let Some(project) = asked(organization, import).await? else {
        return Ok(None);
    };
    let new = missing(import, &project);
    if new.is_empty() {
        return Ok(None);
    }
    let mut after = project.clone();
    after.custom_fields.extend(new);
    after.revision += 1;
    Ok(Some((project, after)))
}

/// Why the fields cannot be made, although someone asked for them: the project was changed since, or the permission to
/// change it, which reaches so far, was lost.
pub(crate) fn objection(import: &Import, project: &Project, reach: Grant) -> Option<Failure> {
    let mapping = import.mapping.as_ref().filter(|_| asks(import))?;
    if let Some(fault) = mapping.faults(&project.custom_fields, None).into_iter().next() {
        return Some(Failure {
            code: "fields_do_not_fit".to_owned(),
            detail: format!(
                "The custom fields of the project were changed since the plan was made: {} {}. Change the mapping.",
                fault.pointer, fault.detail
            ),
        });
    }
    let may_not = reach != Grant::All && !missing(import, project).is_empty();
    may_not.then(|| Failure {
        code: "may_not_make_fields".to_owned(),
        detail: "The mapping asks for custom fields that the project does not have. Only who may change projects can \
                 have them made."
            .to_owned(),
    })
}

/// Whether an import's mapping asks for fields, be they there by now or not.
fn asks(import: &Import) -> bool {
    let mapping = import.mapping.as_ref();
    mapping.is_some_and(|mapping| mapping.rules.iter().any(|rule| rule.create.is_some()))
}

/// The project of an import that asks for fields.
pub(crate) async fn asked(
    organization: &OrganizationStore,
    import: &Import,
) -> Result<Option<Project>, StoreError> {
    if asks(import) {
        organization.get(import.project_id).await
    } else {
        Ok(None)
    }
}
