//! Who may do what: one table, and the one function that reads it.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::caller::Caller;
use crate::organization::UserId;

/// What a user is in an organization, from least to most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Reads what is shared with guests and may comment on it.
    Guest,
    /// Works on tasks, runs imports.
    User,
    /// Everything in the own organization, users included.
    Admin,
    /// An operator: everything in every organization. Made only by `server admin`.
    SuperAdmin,
}

/// The part of the API that a permission belongs to; API tokens are limited to some of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Area {
    /// The organization, its users, sessions and tokens.
    Organization,
    /// Projects and tasks with all that hangs on them.
    Tasks,
    /// Imports.
    Imports,
    /// Workflows and their runs.
    Workflows,
    /// The audit log.
    Audit,
}

/// One thing that a caller may or may not be allowed to do. Written `tasks.write` outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
pub enum Permission {
    /// See the own organization and the own account, and change the own name and password.
    #[serde(rename = "account.own")]
    AccountOwn,
    /// List and end sessions.
    #[serde(rename = "sessions.manage")]
    SessionsManage,
    /// Make, list and revoke API tokens.
    #[serde(rename = "tokens.manage")]
    TokensManage,
    /// See who is in the organization.
    #[serde(rename = "users.read")]
    UsersRead,
    /// Invite, change, disable users.
    #[serde(rename = "users.manage")]
    UsersManage,
    /// Change the organization.
    #[serde(rename = "organization.manage")]
    OrganizationManage,
    /// List every organization of this installation.
    #[serde(rename = "organizations.read_all")]
    OrganizationsReadAll,
    /// Read projects.
    #[serde(rename = "projects.read")]
    ProjectsRead,
    /// Create and change projects and their custom fields.
    #[serde(rename = "projects.manage")]
    ProjectsManage,
    /// Read tasks with comments, history and attachments; export them.
    #[serde(rename = "tasks.read")]
    TasksRead,
    /// Create, change, delete and restore tasks, attach files.
    #[serde(rename = "tasks.write")]
    TasksWrite,
    /// Comment on a task, watch it.
    #[serde(rename = "tasks.comment")]
    TasksComment,
    /// Change or delete a comment.
    #[serde(rename = "comments.change")]
    CommentsChange,
    /// Report the verdict of a virus scanner on an attachment.
    #[serde(rename = "attachments.scan")]
    AttachmentsScan,
    /// See imports, their reports and profiles.
    #[serde(rename = "imports.read")]
    ImportsRead,
    /// Upload files, change mappings, commit, cancel and undo imports.
    #[serde(rename = "imports.run")]
    ImportsRun,
    /// Make, change and delete import profiles.
    #[serde(rename = "import_profiles.manage")]
    ImportProfilesManage,
    /// See workflows and their versions.
    #[serde(rename = "workflows.read")]
    WorkflowsRead,
    /// Make, change, publish and delete workflows.
    #[serde(rename = "workflows.manage")]
    WorkflowsManage,
    /// See runs, and what they wait for.
    #[serde(rename = "runs.read")]
    RunsRead,
    /// Begin runs by hand.
    #[serde(rename = "runs.start")]
    RunsStart,
    /// Cancel runs, and see to nodes that are stuck.
    #[serde(rename = "runs.manage")]
    RunsManage,
    /// See and answer what one is asked to approve.
    #[serde(rename = "approvals.own")]
    ApprovalsOwn,
    /// See rules and what they did.
    #[serde(rename = "rules.read")]
    RulesRead,
    /// Make, change and delete rules.
    #[serde(rename = "rules.manage")]
    RulesManage,
    /// Read and export the audit log.
    #[serde(rename = "audit.read")]
    AuditRead,
    /// Read the own inbox, mark what was read, and say what it shall hold.
    #[serde(rename = "notifications.own")]
    NotificationsOwn,
}

/// How far a role's permission reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Grant {
    /// Not at all.
    None,
    /// Only what is the caller's own.
    Own,
    /// Only what is shared with guests.
    Shared,
    /// Everything in the organization.
    All,
}

/// One row of the permission table.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
pub struct Row {
    /// What is allowed.
    pub permission: Permission,
    /// Where it belongs.
    pub area: Area,
    /// How far a guest's reaches.
    pub guest: Grant,
    /// How far a user's reaches.
    pub user: Grant,
    /// How far an admin's reaches.
    pub admin: Grant,
    /// How far a super admin's reaches.
    pub super_admin: Grant,
}

/// The permission table. `GET /api/auth/permissions` prints it; the authorization tests are made from it.
pub const TABLE: [Row; 27] = {
    use Area::{Audit, Imports, Organization, Tasks, Workflows};
    use Grant::{All, None, Own, Shared};
    [
        row(Permission::AccountOwn, Organization, [Own, Own, Own, Own]),
        row(Permission::SessionsManage, Organization, [Own, Own, All, All]),
        row(Permission::TokensManage, Organization, [None, Own, All, All]),
        row(Permission::UsersRead, Organization, [None, All, All, All]),
        row(Permission::UsersManage, Organization, [None, None, All, All]),
        row(
            Permission::OrganizationManage,
            Organization,
            [None, None, All, All],
        ),
        row(
            Permission::OrganizationsReadAll,
            Organization,
            [None, None, None, All],
        ),
        row(Permission::ProjectsRead, Tasks, [Shared, All, All, All]),
        row(Permission::ProjectsManage, Tasks, [None, None, All, All]),
        row(Permission::TasksRead, Tasks, [Shared, All, All, All]),
        row(Permission::TasksWrite, Tasks, [None, All, All, All]),
        row(Permission::TasksComment, Tasks, [Shared, All, All, All]),
        row(Permission::CommentsChange, Tasks, [Own, Own, All, All]),
        row(Permission::AttachmentsScan, Tasks, [None, None, All, All]),
        row(Permission::ImportsRead, Imports, [None, All, All, All]),
        row(Permission::ImportsRun, Imports, [None, All, All, All]),
        row(Permission::ImportProfilesManage, Imports, [None, Own, All, All]),
        row(Permission::WorkflowsRead, Workflows, [None, All, All, All]),
        row(Permission::WorkflowsManage, Workflows, [None, Own, All, All]),
        row(Permission::RunsRead, Workflows, [None, All, All, All]),
        row(Permission::RunsStart, Workflows, [None, All, All, All]),
        row(Permission::RunsManage, Workflows, [None, Own, All, All]),
        row(Permission::ApprovalsOwn, Workflows, [None, Own, Own, Own]),
        row(Permission::RulesRead, Workflows, [None, All, All, All]),
        row(Permission::RulesManage, Workflows, [None, Own, All, All]),
        row(Permission::AuditRead, Audit, [None, None, All, All]),
        row(Permission::NotificationsOwn, Organization, [Own, Own, Own, Own]),
    ]
};

const fn row(permission: Permission, area: Area, grants: [Grant; 4]) -> Row {
    let [guest, user, admin, super_admin] = grants;
    Row {
        permission,
        area,
        guest,
        user,
        admin,
        super_admin,
    }
}

impl Permission {
    /// This permission's row of the [`TABLE`].
    pub fn row(self) -> &'static Row {
        // The table has one row per permission in the order of the enum; a test holds it to that.
        &TABLE[self as usize]
    }

    /// How far this permission of someone with this role reaches.
    pub fn of(self, role: Role) -> Grant {
        let row = self.row();
        match role {
            Role::Guest => row.guest,
            Role::User => row.user,
            Role::Admin => row.admin,
            Role::SuperAdmin => row.super_admin,
        }
    }
}

/// What a caller wants to touch, as far as the decision depends on it.
#[derive(Debug, Clone, Copy)]
pub enum Subject {
    /// Something of the whole organization, or nothing in particular yet (a list, a new thing).
    Organization,
    /// Something in a project, which is shared with guests or not.
    InProject {
        /// Whether guests see the project.
        shared_with_guests: bool,
    },
    /// Something that belongs to a user.
    OwnedBy(UserId),
}

/// Why a caller is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Denied {
    /// It may not even know that the thing exists.
    Hidden,
    /// It may see the thing, or knows of it anyway, but may not do this.
    Forbidden(Permission),
}

/// Decides whether `caller` may do `permission` to `subject`.
///
/// With [`Subject::Organization`] a grant of [`Grant::Own`] or [`Grant::Shared`] passes: the caller then has to
/// ask [`Caller::reach`] and narrow its query.
pub fn permit(caller: &Caller, permission: Permission, subject: Subject) -> Result<(), Denied> {
    let row = permission.row();
    let in_area = caller
        .areas
        .as_ref()
        .is_none_or(|areas| areas.contains(&row.area));
    if !in_area {
        return Err(Denied::Forbidden(permission));
    }
    match (caller.reach(permission), subject) {
        (Grant::None, _) => Err(Denied::Forbidden(permission)),
        (Grant::All, _)
        | (_, Subject::Organization)
        | (
            Grant::Shared,
            Subject::InProject {
                shared_with_guests: true,
            },
        ) => Ok(()),
        (Grant::Own, Subject::OwnedBy(owner)) if owner == caller.user_id => Ok(()),
        (Grant::Own, Subject::OwnedBy(_) | Subject::InProject { .. }) => Err(Denied::Forbidden(permission)),
        (Grant::Shared, Subject::InProject { .. } | Subject::OwnedBy(_)) => Err(Denied::Hidden),
    }
}

impl Caller {
    /// Asks [`permit`]. A handler calls this first.
    pub fn may(&self, permission: Permission, subject: Subject) -> Result<(), Denied> {
        permit(self, permission, subject)
    }

    /// How far this caller's permission reaches, whatever area a token is for.
    pub fn reach(&self, permission: Permission) -> Grant {
        permission.of(self.role)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_has_each_permission_at_its_place() {
        for row in &TABLE {
            assert_eq!(row.permission.row().permission, row.permission);
        }
    }

    #[test]
    fn a_higher_role_never_reaches_less() {
        let width = |grant| match grant {
            Grant::None => 0,
            Grant::Own | Grant::Shared => 1,
            Grant::All => 2,
        };
        for row in &TABLE {
            let widths = [row.guest, row.user, row.admin, row.super_admin].map(width);
            assert!(widths.is_sorted(), "{:?}", row.permission);
        }
    }
}
