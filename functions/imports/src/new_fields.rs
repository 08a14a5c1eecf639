//! Custom fields that a mapping asks for: made when its plan is ordered to be carried out, in the same transaction.

use katalusis_domain::import::{Failure, Import};
use katalusis_domain::permission::Grant;
use katalusis_domain::project::Project;
use katalusis_store::{OrganizationStore, StoreError};

/// The import's project as it is and as it shall be; `None` if no field is to be made.
pub(crate) async fn missing(
    organization: &OrganizationStore,
    import: &Import,
) -> Result<Option<(Project, Project)>, StoreError> {
    let Some(project) = asked(organization, import).await? else {
        return Ok(None);
    };
    let mapping = import.mapping.as_ref();
    let new = mapping.map(|mapping| mapping.new_fields(&project.custom_fields));
    let Some(new) = new.filter(|new| !new.is_empty()) else {
        return Ok(None);
    };
    let mut after = project.clone();
    after.custom_fields.extend(new);
    after.revision += 1;
    Ok(Some((project, after)))
}

/// Why the fields cannot be made, although someone asked for them: the project was changed since, or the permission to
/// change it, which reaches so far, was lost.
pub(crate) async fn objection(
    organization: &OrganizationStore,
    import: &Import,
    reach: Grant,
) -> Result<Option<Failure>, StoreError> {
    let (Some(project), Some(mapping)) = (asked(organization, import).await?, &import.mapping) else {
        return Ok(None);
    };
    if let Some(fault) = mapping.faults(&project.custom_fields, None).into_iter().next() {
        return Ok(Some(Failure {
            code: "fields_do_not_fit".to_owned(),
            detail: format!(
                "The custom fields of the project were changed since the plan was made: {} {}. Change the mapping.",
                fault.pointer, fault.detail
            ),
        }));
    }
    let may_not = reach != Grant::All && !mapping.new_fields(&project.custom_fields).is_empty();
    Ok(may_not.then(|| Failure {
        code: "may_not_make_fields".to_owned(),
        detail: "The mapping asks for custom fields that the project does not have. Only who may change projects can \
                 have them made."
            .to_owned(),
    }))
}

/// The project of an import that asks for fields.
async fn asked(organization: &OrganizationStore, import: &Import) -> Result<Option<Project>, StoreError> {
    let asks = import
        .mapping
        .as_ref()
        .is_some_and(|mapping| mapping.rules.iter().any(|rule| rule.create.is_some()));
    if asks {
        organization.get(import.project_id).await
    } else {
        Ok(None)
    }
}
