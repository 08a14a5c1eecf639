//! Beginning an import: what is checked, and what is stored, before its file arrives.

use katalusis_domain::attachment::check_file_name;
use katalusis_domain::event::Fact;
use katalusis_domain::import::{Beginning, File, Import, ImportId, Mapping, Mode, Options, ReadAs, Refused};
use katalusis_domain::permission::{Permission, Subject};
use katalusis_domain::project::Project;
use katalusis_domain::{Caller, Id};
use katalusis_http::{Answer, Code, FieldError, Problem};
use katalusis_store::OrganizationStore;

use crate::Work;
use crate::rights::may_run;

pub(crate) const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
/// What browsers and programs call CSV and XLSX. Windows calls CSV after Excel. What the file really is, its content
/// says.
const CONTENT_TYPES: [&str; 6] = [
    "text/csv",
    "application/csv",
    "text/tab-separated-values",
    "text/plain",
    "application/vnd.ms-excel",
    XLSX,
];
/// Files that are certainly refused once they are read. Not `.xls`: many programs give that name to text.
const REFUSED: [(&str, Refused); 6] = [
    (".xlsm", Refused::Macros),
    (".xlsb", Refused::BinaryWorkbook),
    (".ods", Refused::OpenDocument),
    (".numbers", Refused::Numbers),
    (".pdf", Refused::Pdf),
    (".zip", Refused::Archive),
];

/// A file that is about to come.
pub(crate) struct Announced {
    pub(crate) name: String,
    pub(crate) size: u64,
    pub(crate) content_type: String,
    pub(crate) mapping: Option<Mapping>,
    pub(crate) read_as: ReadAs,
    pub(crate) options: Options,
}

impl Announced {
    /// Checks what can be known before the file is there.
    pub(crate) fn check(&self, work: &Work, caller: &Caller, project: &Project) -> Answer<()> {
        may_run(caller, self.options.mode())?;
        let name = self.name.to_lowercase();
        if let Some((_, refused)) = REFUSED.iter().find(|(ending, _)| name.ends_with(ending)) {
            return Err(Problem::new(Code::UnsupportedType, refused.to_string()));
        }
        if !CONTENT_TYPES.contains(&self.content_type.as_str()) {
            return Err(Problem::new(
                Code::UnsupportedType,
                format!(
                    "Only CSV and XLSX can be imported: the content type must be one of {}.",
                    CONTENT_TYPES.join(", ")
                ),
            ));
        }
        if self.size > work.settings.max_bytes {
            return Err(too_large(work));
        }
        let mut errors = Vec::new();
        if let Err(detail) = check_file_name(&self.name) {
            errors.push(FieldError::new("/file_name", detail));
        }
        if self.size == 0 {
            errors.push(FieldError::new(
                "/size",
                "must be at least 1: an empty file has no rows",
            ));
        }
        errors.extend(read_as_faults(&self.read_as));
        if let Err(detail) = self.options.check_key(&project.custom_fields) {
            errors.push(FieldError::new("/key", detail));
        }
        let faults = self
            .mapping
            .iter()
            .flat_map(|mapping| mapping.faults(&project.custom_fields, None));
        errors
            .extend(faults.map(|fault| FieldError::new(format!("/mapping{}", fault.pointer), fault.detail)));
        if !errors.is_empty() {
            return Err(Problem::invalid(errors));
        }
        match &self.mapping {
            Some(mapping) => may_make_fields(caller, mapping, project),
            None => Ok(()),
        }
    }

    /// Stores the import; its file may come.
    pub(crate) async fn store(
        self,
        organization: &OrganizationStore,
        caller: &Caller,
        project: &Project,
    ) -> Answer<Import> {
        let world = organization.store().world();
        let id: ImportId = world.id();
        let mut options = self.options;
        if may_run(caller, Mode::Upsert).is_err() {
            // No profile may let it change tasks.
            options.mode.get_or_insert_default();
        }
        let beginning = Beginning {
            id,
            organization_id: caller.organization_id,
            project_id: project.id,
            created_by: caller.user_id,
            actor: caller.actor.clone(),
            request_id: caller.context.request_id.clone(),
            file: File {
                name: self.name.trim().to_owned(),
                size: i64::try_from(self.size).unwrap_or(i64::MAX),
                content_type: self.content_type,
                key: format!("uploads/{}/{id}", caller.organization_id),
                version_id: None,
                etag: None,
            },
            options,
            read_as: self.read_as,
            mapping: self.mapping,
        };
        let import = Import::new(beginning, world.now());
        let subject = katalusis_domain::event::Subject::new(katalusis_domain::event::SubjectKind::Import, id)
            .called(&import.file.name);
        organization
            .change(Fact::ImportCreated, vec![subject])
            .insert(&import)?
            .run()
            .await?;
        Ok(import)
    }
}

/// Refuses a mapping that asks for new custom fields to someone who may not change projects.
pub(crate) fn may_make_fields(caller: &Caller, mapping: &Mapping, project: &Project) -> Answer<()> {
    if !mapping.new_fields(&project.custom_fields).is_empty() {
        caller.may(Permission::ProjectsManage, Subject::Organization)?;
    }
    Ok(())
}

/// What is wrong with a request's `read_as`.
pub(crate) fn read_as_faults(read_as: &ReadAs) -> Vec<FieldError> {
    let faults = read_as.faults().into_iter();
    faults
        .map(|(field, detail)| FieldError::new(format!("/read_as/{field}"), detail))
        .collect()
}

pub(crate) fn too_large(work: &Work) -> Problem {
    Problem::new(
        Code::TooLarge,
        format!("A file may have at most {} bytes.", work.settings.max_bytes),
    )
}

/// The project that tasks are to go to, by id or key.
pub(crate) async fn project(organization: &OrganizationStore, name: &str) -> Answer<Project> {
    let found = match name.parse::<Id<Project>>() {
        Ok(id) => organization.get(id).await?,
        Err(_) => organization.project_by_key(&name.trim().to_uppercase()).await?,
    };
    let project = found.ok_or_else(|| {
        Problem::invalid_field(
            "/project",
            "is neither the key nor the id of a project of your organization",
        )
    })?;
    if project.archived {
        return Err(Problem::conflict(
            "The project is archived: nothing can be imported into it.",
            Vec::new(),
        ));
    }
    Ok(project)
}
