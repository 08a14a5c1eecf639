// Written by scripts/generate-client from functions/meta/openapi.json.

export interface paths {
  '/api/audit': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * Read the audit log.
     * @description Lists what happened in the organization, the newest first: every change, every log-in, and
     *     whatever a known caller was refused for lack of a permission.
     *
     *     Permission: `audit.read`.
     */
    get: operations['list_audit_entries']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/audit/export': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * Export the audit log as CSV.
     * @description Writes the entries to a CSV file and leads to it. The link works for five minutes. The file has at most 200 MB, and
     *     25 seconds to be written.
     *
     *     Permission: `audit.read`.
     */
    get: operations['export_audit_entries']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/auth/invitations/accept': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * Accept an invitation.
     * @description Accepts an invitation: sets name and password, and logs in.
     */
    post: operations['accept_invitation']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/auth/login': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * Log in with a password.
     * @description Begins a session. A wrong password, an unknown address and a disabled user get the same answer after the same time.
     */
    post: operations['log_in']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/auth/logout': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * Log out.
     * @description Logs out: ends the session of the access token, or else that of the refresh token (in the body or the
     *     cookie), and takes the cookie away. Whoever is logged out already gets the same answer.
     */
    post: operations['log_out']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/auth/me': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * Who am I?
     * @description Tells who is calling.
     *
     *     Permission: `account.own`.
     */
    get: operations['read_me']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    /**
     * Change my account.
     * @description Changes the own name, and what the own inbox shall not hold.
     *
     *     Permission: `account.own`.
     */
    patch: operations['change_me']
    trace?: never
  }
  '/api/auth/password': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * Change my password.
     * @description Changes the own password and ends all other sessions. API tokens stay good (a reset by mail revokes them). Only for
     *     people: an API token cannot do this.
     *
     *     Permission: `account.own`.
     */
    post: operations['change_password']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/auth/password-reset': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * Ask for a reset link.
     * @description Mails a link for setting a new password, good once and for an hour; an older one is no good from then on. The
     *     answer, and its time, is the same whether or not there is such a user.
     */
    post: operations['request_password_reset']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/auth/password-reset/confirm': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * Set a new password by a link.
     * @description Sets a new password by a reset link, ends every session of the user, revokes the user's API tokens and logs in:
     *     whoever had come in before is out.
     */
    post: operations['confirm_password_reset']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/auth/permissions': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * Who may do what.
     * @description Shows what each role may do, and what the caller may.
     *
     *     Permission: `account.own`.
     */
    get: operations['read_permissions']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/auth/refresh': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * Get new tokens.
     * @description Exchanges the refresh token for new tokens. Browsers send no body: theirs is in the cookie.
     */
    post: operations['refresh']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/auth/sessions': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * List sessions.
     * @description Lists the sessions that are not over, the newest first.
     *
     *     Permission: `sessions.manage`.
     */
    get: operations['list_sessions']
    put?: never
    post?: never
    /**
     * Log out everywhere else.
     * @description Ends all own sessions but the one that asks. Only for people: an API token has no session.
     *
     *     Permission: `sessions.manage`.
     */
    delete: operations['end_other_sessions']
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/auth/sessions/{id}': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    post?: never
    /**
     * End a session.
     * @description Ends a session: an own one, or anyone's for those who may manage all. It is refused within five seconds.
     *
     *     Permission: `sessions.manage`.
     */
    delete: operations['end_session']
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/auth/signup': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * Sign up.
     * @description Signs up: creates an organization and its first admin, and logs that admin in.
     */
    post: operations['sign_up']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/auth/tokens': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * List API tokens.
     * @description Lists API tokens that are not revoked, the newest first.
     *
     *     Permission: `tokens.manage`.
     */
    get: operations['list_tokens']
    put?: never
    /**
     * Make an API token.
     * @description Makes an API token for a program. A token that makes another gives it no more areas, and no more time, than
     *     it has itself.
     *
     *     Permission: `tokens.manage`.
     */
    post: operations['create_token']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/auth/tokens/{id}': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    post?: never
    /**
     * Revoke an API token.
     * @description Revokes a token: an own one, or anyone's for those who may manage all. It is refused within five seconds.
     *
     *     Permission: `tokens.manage`.
     */
    delete: operations['revoke_token']
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/health/live': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * Is the process alive?
     * @description Answers as long as the process works. Whoever gets no answer should restart it.
     */
    get: operations['check_liveness']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/health/ready': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * Can requests be served?
     * @description Answers when the database does. Whoever gets a 503 should send requests elsewhere for a while.
     */
    get: operations['check_readiness']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/imports': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * List imports.
     * @description Every import of the organization, the newest first: who, when, which file, with what result.
     *
     *     Permission: `imports.read`.
     */
    get: operations['list_imports']
    put?: never
    /**
     * Start an import.
     * @description Announces a file and gives a signed address to upload it to, good for exactly this size and content type.
     *
     *     When the file has arrived it is read and planned by itself; follow that at `GET /api/imports/{id}`.
     *
     *     Permission: `imports.run`.
     */
    post: operations['create_import']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/imports/{id}': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * Read an import.
     * @description An import with its state, its plan's counts and how far it is carried out.
     *
     *     Permission: `imports.read`.
     */
    get: operations['get_import']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    /**
     * Change how an import's file is read.
     * @description Overrides what was detected: encoding, delimiter, sheet, header row, the order of dates, the decimal mark. A file
     *     that was read already is read and planned again: follow that at `GET /api/imports/{id}`.
     *
     *     Permission: `imports.run`.
     */
    patch: operations['change_import']
    trace?: never
  }
  '/api/imports/{id}/cancel': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * Stop an import.
     * @description Stops an import. Tasks that it made before stay; `counts.created` says how many. A chunk that is being
     *     carried out at this moment is finished.
     *
     *     Permission: `imports.run`.
     */
    post: operations['cancel_import']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/imports/{id}/commit': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * Carry an import out.
     * @description Carries the plan out: its good rows become, or change, tasks although others have errors. If tasks that the plan is
     *     about were changed since it was made, it is refused, and `errors` names rows and fields, the first hundred of them:
     *     `/rows/17/priority`. What changes while the plan is carried out is not overwritten: such a row is counted as
     *     `missed`.
     *
     *     Permission: `imports.run`.
     */
    post: operations['commit_import']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/imports/{id}/mapping': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    /**
     * Change an import's mapping.
     * @description Replaces an import's mapping. A file that was read already is planned again: follow that at
     *     `GET /api/imports/{id}`.
     *
     *     Permission: `imports.run`.
     */
    patch: operations['change_import_mapping']
    trace?: never
  }
  '/api/imports/{id}/profile': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * Save an import's mapping as a profile.
     * @description Makes a profile of an import's mapping, its file's columns, and what was said of how it is read and of tasks that
     *     exist: the next file with the same columns gets that proposed.
     *
     *     Permission: `import_profiles.manage`.
     */
    post: operations['save_import_profile']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/imports/{id}/report': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * Download an import's report.
     * @description A link to the uploaded file in its own order and format, with three more columns: `import_status` and the import's id
     *     (`create`, `update`, `skip` or `error`), `import_errors`, and `task_key` once the row is done. Mend the rows with
     *     errors and import the file again: rows that are done are skipped. Cells that a spreadsheet would run as formulas are
     *     made text. Of a workbook, the report holds the sheet that was read.
     *
     *     Permission: `imports.read`.
     */
    get: operations['get_import_report']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/imports/{id}/rows': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * List the rows of an import.
     * @description The verdict on each row of the file, in its order: the dry run before the commit, the result after it.
     *
     *     Permission: `imports.read`.
     */
    get: operations['list_import_rows']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/imports/{id}/undo': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * Undo an import.
     * @description Takes back what an import did: tasks that it made go to the bin, from where they can be restored for 30 days, and
     *     tasks that it changed get their old values back. Those that someone changed since are kept, and new ones that have
     *     comments, files or parts of others;
     *     `GET /api/imports/{id}/rows?kept=true` lists them, each with the reason. Follow it at `GET /api/imports/{id}`:
     *     `undo` counts, and the state becomes `undone`.
     *
     *     Permission: `imports.run`.
     */
    post: operations['undo_import']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/imports/profiles': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * List import profiles.
     * @description The profiles of the organization, the oldest first.
     *
     *     Permission: `imports.read`.
     */
    get: operations['list_import_profiles']
    put?: never
    /**
     * Make an import profile.
     * @description Makes a profile: a mapping for all files of one source. The next file with the same columns gets it proposed,
     *     and files in the profile's drop folder (`folder`) are imported with it, in your name.
     *
     *     Permission: `import_profiles.manage`.
     */
    post: operations['create_import_profile']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/imports/profiles/{id}': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * Read an import profile.
     * @description A profile with its mapping and its drop folder.
     *
     *     Permission: `imports.read`.
     */
    get: operations['get_import_profile']
    put?: never
    post?: never
    /**
     * Delete an import profile.
     * @description Deletes a profile: your own, or any if you are an admin. Imports that used it stay; files that are dropped into
     *     its folder from now on are refused. With `If-Match`, only at that revision.
     *
     *     Permission: `import_profiles.manage`.
     */
    delete: operations['delete_import_profile']
    options?: never
    head?: never
    /**
     * Change an import profile.
     * @description Changes a profile: your own, or any if you are an admin. Imports that were begun keep the mapping that they
     *     began with.
     *
     *     Permission: `import_profiles.manage`.
     */
    patch: operations['change_import_profile']
    trace?: never
  }
  '/api/notifications': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * Read my inbox.
     * @description Lists what you are told of, the newest first: tasks that became yours, comments that mention you or are on tasks
     *     that you watch, and the ends of your imports. Entries go away after 180 days.
     *
     *     Permission: `notifications.own`.
     */
    get: operations['list_notifications']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/notifications/{id}': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    /**
     * Mark an entry.
     * @description Marks an entry of your inbox as read, or as unread again. Done twice is done once.
     *
     *     Permission: `notifications.own`.
     */
    patch: operations['mark_notification']
    trace?: never
  }
  '/api/notifications/read': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * Mark everything as read.
     * @description Marks as read what came into your inbox until the given time.
     *
     *     Permission: `notifications.own`.
     */
    post: operations['mark_all_notifications_read']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/notifications/unread': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * Count what is unread.
     * @description Counts the unread entries of your inbox, up to 100: for a badge that is asked for often.
     *
     *     Permission: `notifications.own`.
     */
    get: operations['count_unread_notifications']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/openapi.json': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * Read the OpenAPI document.
     * @description The OpenAPI 3.1 document of the whole API.
     */
    get: operations['read_openapi_document']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/organizations': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * List all organizations.
     * @description Lists every organization of this installation, the oldest first. A super admin works in one of them by
     *     sending its id as `X-Organization-Id`.
     *
     *     Permission: `organizations.read_all`.
     */
    get: operations['list_organizations']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/organizations/current': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * Read my organization.
     * @description Reads the organization that the caller works in.
     *
     *     Permission: `account.own`.
     */
    get: operations['read_organization']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    /**
     * Change my organization.
     * @description Changes the organization's name.
     *
     *     Permission: `organization.manage`.
     */
    patch: operations['change_organization']
    trace?: never
  }
  '/api/projects': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * List projects.
     * @description Lists the projects that you may see, in the order of their keys, archived ones included.
     *
     *     Permission: `projects.read`.
     */
    get: operations['list_projects']
    put?: never
    /**
     * Create a project.
     * @description Creates a project.
     *
     *     Permission: `projects.manage`.
     */
    post: operations['create_project']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/projects/{project}': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * Read a project.
     * @description Reads a project.
     *
     *     Permission: `projects.read`.
     */
    get: operations['get_project']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    /**
     * Change a project.
     * @description Changes a project. Its key never changes.
     *
     *     Permission: `projects.manage`.
     */
    patch: operations['change_project']
    trace?: never
  }
  '/api/tasks': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * List tasks.
     * @description Lists tasks that you may see. A custom field is a filter too: `custom.<key>=<value>`, repeated for any of
     *     several values.
     *
     *     Permission: `tasks.read`.
     */
    get: operations['list_tasks']
    put?: never
    /**
     * Create a task.
     * @description Creates a task. You watch it from the start.
     *
     *     Permission: `tasks.write`.
     */
    post: operations['create_task']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/tasks/{task}': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * Read a task.
     * @description Reads a task, also one in the bin.
     *
     *     Permission: `tasks.read`.
     */
    get: operations['get_task']
    put?: never
    post?: never
    /**
     * Delete a task.
     * @description Puts a task into the bin. It can be restored for 30 days, then it is removed with its comments and files. With
     *     `If-Match`, only at that revision.
     *
     *     Permission: `tasks.write`.
     */
    delete: operations['delete_task']
    options?: never
    head?: never
    /**
     * Change a task.
     * @description Changes a task (JSON Merge Patch).
     *
     *     Permission: `tasks.write`.
     */
    patch: operations['change_task']
    trace?: never
  }
  '/api/tasks/{task}/activity': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * Read a task's history.
     * @description Lists what happened to a task, the newest first: who changed what, from what to what. Bulk changes and
     *     imports appear as what they did to this task.
     *
     *     Permission: `tasks.read`.
     */
    get: operations['list_activity']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/tasks/{task}/attachments': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * List attachments.
     * @description Lists the files on a task, the oldest first, announced ones included.
     *
     *     Permission: `tasks.read`.
     */
    get: operations['list_attachments']
    put?: never
    /**
     * Attach a file.
     * @description Announces a file. Send it with the request that is answered in `upload`, then confirm it at
     *     `…/attachments/{attachment}/complete`.
     *
     *     Permission: `tasks.write`.
     */
    post: operations['create_attachment']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/tasks/{task}/attachments/{attachment}': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * Download an attachment.
     * @description Leads to the content of a file, which is saved and never shown. The link works for five minutes, without a
     *     token. Where files are held back until they are scanned, the scanner gets them.
     *
     *     Permission: `tasks.read`.
     */
    get: operations['download_attachment']
    put?: never
    post?: never
    /**
     * Remove an attachment.
     * @description Removes a file from a task, for good.
     *
     *     Permission: `tasks.write`.
     */
    delete: operations['delete_attachment']
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/tasks/{task}/attachments/{attachment}/complete': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * Confirm an upload.
     * @description Confirms that a file was uploaded: from now on it can be downloaded. What was uploaded first stays, whatever
     *     is put there later.
     *
     *     Permission: `tasks.write`.
     */
    post: operations['complete_attachment']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/tasks/{task}/attachments/{attachment}/scan': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * Report a virus scan.
     * @description Takes a virus scanner's verdict on an uploaded file, also where the task is in the bin or its project archived.
     *     An infected file cannot be downloaded.
     *
     *     Permission: `attachments.scan`.
     */
    post: operations['scan_attachment']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/tasks/{task}/comments': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * List comments.
     * @description Lists the comments on a task, the oldest first.
     *
     *     Permission: `tasks.read`.
     */
    get: operations['list_comments']
    put?: never
    /**
     * Comment on a task.
     * @description Comments on a task. You and whom you mention watch it from then on.
     *
     *     Permission: `tasks.comment`.
     */
    post: operations['create_comment']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/tasks/{task}/comments/{comment}': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    post?: never
    /**
     * Delete a comment.
     * @description Deletes a comment: your own, or any if you are an admin. With `If-Match`, only at that revision.
     *
     *     Permission: `comments.change`.
     */
    delete: operations['delete_comment']
    options?: never
    head?: never
    /**
     * Change a comment.
     * @description Changes a comment: your own, or any if you are an admin. Whom it mentions anew watches the task from then on.
     *
     *     Permission: `comments.change`.
     */
    patch: operations['change_comment']
    trace?: never
  }
  '/api/tasks/{task}/restore': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * Restore a task.
     * @description Takes a task out of the bin.
     *
     *     Permission: `tasks.write`.
     */
    post: operations['restore_task']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/tasks/{task}/watchers/{user}': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    /**
     * Watch a task.
     * @description Makes someone watch a task: you, or someone else who may see it if you may change the task.
     *
     *     Permission: `tasks.comment`.
     */
    put: operations['watch_task']
    post?: never
    /**
     * Stop watching a task.
     * @description Ends that someone watches a task: you, or someone else if you may change the task.
     *
     *     Permission: `tasks.comment`.
     */
    delete: operations['unwatch_task']
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/tasks/attachments': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * List attachments that a virus scanner has to look at.
     * @description Lists the uploaded files of the whole organization of which no scanner has said anything yet, the oldest first. A
     *     scanner asks for them, downloads each and reports what it found; a file leaves the list with that.
     *
     *     Permission: `attachments.scan`.
     */
    get: operations['list_unscanned_attachments']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/tasks/bulk': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * Change many tasks.
     * @description Changes many tasks at once. Each is changed or refused for itself; all that change do so together, in one
     *     entry of the history, which can be taken back.
     *
     *     Permission: `tasks.write`.
     */
    post: operations['change_tasks']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/tasks/bulk/{event}/undo': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * Undo a bulk change.
     * @description Takes a bulk change back. Tasks that were changed since, by anyone, are kept as they are, and listed.
     *
     *     Permission: `tasks.write`.
     */
    post: operations['undo_bulk_change']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/tasks/count': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * Count tasks.
     * @description Says how many tasks a list with these filters has, without reading it.
     *
     *     Permission: `tasks.read`.
     */
    get: operations['count_tasks']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/tasks/export': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * Export tasks.
     * @description Writes the tasks that the filter finds, in its order, to a CSV or XLSX file and leads to it. The link works for
     *     five minutes. No cell is a formula, whatever it holds. The file can be imported again. It has at most 200 MB, and
     *     25 seconds to be written. People are named by their addresses, or by their ids where you may not list users.
     *
     *     Permission: `tasks.read`.
     */
    get: operations['export_tasks']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/tasks/import': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * Import tasks from a file in one call.
     * @description Imports a CSV or XLSX file: `curl -F file=@tasks.csv -F project=OPS …/api/tasks/import`.
     *
     *     Good rows become tasks although others have errors. Waits for the end up to `wait` seconds: 200 when the
     *     import has ended (look at `state`: it is `completed`, `planned` after a dry run, or `failed` with the reason),
     *     202 when it still goes on; follow it at `GET /api/imports/{id}`. Behind API Gateway a request may have about
     *     4 MB; larger files go through `POST /api/imports`.
     *
     *     Permission: `imports.run`.
     */
    post: operations['import_tasks']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/tasks/tags': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * List tags.
     * @description Counts the tags of the tasks that you may see, with the filters of the list.
     *
     *     Permission: `tasks.read`.
     */
    get: operations['list_tags']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/users': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * List users.
     * @description Lists the people of the organization, in the order in which they came; those who are invited or disabled too.
     *
     *     Permission: `users.read`.
     */
    get: operations['list_users']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/users/{id}': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * Read a user.
     * @description Reads one user.
     *
     *     Permission: `users.read`.
     */
    get: operations['read_user']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    /**
     * Change a user.
     * @description Changes a user's name, role or state. Nobody changes someone of a higher role, and the last admin stays one.
     *
     *     Permission: `users.manage`.
     */
    patch: operations['change_user']
    trace?: never
  }
  '/api/users/invitations': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * Invite someone.
     * @description Invites someone into the organization: mails a link that is good once and for seven days. The address stays free for
     *     others to invite and for its owner to sign up with: it belongs to where it is used first.
     *
     *     Permission: `users.manage`.
     */
    post: operations['invite_user']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/users/invitations/{id}': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    post?: never
    /**
     * Withdraw an invitation.
     * @description Withdraws an invitation that was not accepted yet, and forgets the user.
     *
     *     Permission: `users.manage`.
     */
    delete: operations['withdraw_invitation']
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/users/invitations/{id}/resend': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * Invite again.
     * @description Mails a new invitation to someone who has not accepted yet; older ones are no good from then on.
     *
     *     Permission: `users.manage`.
     */
    post: operations['resend_invitation']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/workflows': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * List workflows.
     * @description The workflows of the organization, the oldest first, without their drafts.
     *
     *     Permission: `workflows.read`.
     */
    get: operations['list_workflows']
    put?: never
    /**
     * Make a workflow.
     * @description Makes a workflow with a draft, which need not be complete. It does nothing before it is published.
     *
     *     Permission: `workflows.manage`.
     */
    post: operations['create_workflow']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/workflows/{id}': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * Read a workflow.
     * @description A workflow with its draft, and what has to be mended before that can be published.
     *
     *     Permission: `workflows.read`.
     */
    get: operations['get_workflow']
    put?: never
    post?: never
    /**
     * Delete a workflow.
     * @description Deletes a workflow: your own, or any if you are an admin. It begins no runs any more; those that were begun go on.
     *
     *     Permission: `workflows.manage`.
     */
    delete: operations['delete_workflow']
    options?: never
    head?: never
    /**
     * Change a workflow.
     * @description Changes a workflow: your own, or any if you are an admin. A changed draft does not touch what is published.
     *
     *     Permission: `workflows.manage`.
     */
    patch: operations['change_workflow']
    trace?: never
  }
  '/api/workflows/{id}/publish': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * Publish a workflow.
     * @description Makes the draft the next version: it never changes, and new runs are begun with it. Runs that were begun stay on
     *     theirs. A draft with findings is refused, and they are named.
     *
     *     Permission: `workflows.manage`.
     */
    post: operations['publish_workflow']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/workflows/{id}/versions': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * List a workflow's versions.
     * @description What was published of a workflow, the newest first.
     *
     *     Permission: `workflows.read`.
     */
    get: operations['list_workflow_versions']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/workflows/{id}/versions/{number}': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * Read a version of a workflow.
     * @description What was drawn when it was published. To restore it, make it the draft again.
     *
     *     Permission: `workflows.read`.
     */
    get: operations['get_workflow_version']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/workflows/check': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * Check a drawing.
     * @description Says what has to be mended in a workflow before it can be published. Nothing is stored.
     *
     *     Permission: `workflows.read`.
     */
    post: operations['check_workflow']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/problems/{code}': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * Explain a kind of problem.
     * @description Explains a kind of problem and says what to do about it.
     */
    get: operations['explain_problem']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
}
export type webhooks = Record<string, never>
export interface components {
  schemas: {
    /** @description The link's token, and who accepts. */
    Accept: {
      /**
       * @description Full name, 1–120 characters.
       * @example Grace Hopper
       */
      name: string
      /**
       * Format: password
       * @description The password, 8–256 characters.
       * @example correct horse battery staple
       */
      password: string
      /**
       * @description From the link in the mail.
       * @example AZjAonscfz6aVT8dLEtaaQ.c2VjcmV0IG9mIHRoZSBsaW5r
       */
      token: string
    }
    /** @description One thing that happened to a task. */
    Activity: components['schemas']['Fact'] & {
      about?: components['schemas']['Subject'] | null
      /** @description By whom. */
      actor: components['schemas']['Actor']
      /** @description When. */
      at: components['schemas']['Timestamp']
      /** @description Which fields of the task (or the comment) went from what to what. */
      changes: components['schemas']['Change'][]
      /** @description The event's id; a bulk change has the same one for each of its tasks. */
      id: components['schemas']['Id']
    }
    /** @description Who did it. */
    Actor:
      | {
          /**
           * Format: uuid
           * @description Who.
           */
          id: string
          /** @enum {string} */
          type: 'user'
        }
      | {
          /**
           * Format: uuid
           * @description Which token.
           */
          id: string
          /** @enum {string} */
          type: 'token'
          /**
           * Format: uuid
           * @description Whose token.
           */
          user_id: string
        }
      | {
          /**
           * Format: uuid
           * @description Which import.
           */
          id: string
          /** @enum {string} */
          type: 'import'
          /**
           * Format: uuid
           * @description Who started it.
           */
          user_id: string
        }
      | {
          /** @enum {string} */
          type: 'anonymous'
        }
      | {
          /** @enum {string} */
          type: 'system'
        }
    /**
     * @description The sorts of actors, for filters and tables.
     * @enum {string}
     */
    ActorType: 'user' | 'token' | 'import' | 'anonymous' | 'system'
    /** @description An announced file, and how to upload it. */
    AnnouncedAttachment: {
      /** @description The file. */
      attachment: components['schemas']['AttachmentView']
      /** @description The request that uploads it. It takes exactly the announced size and type. */
      upload: components['schemas']['SignedUpload']
    }
    /**
     * @description The part of the API that a permission belongs to; API tokens are limited to some of them.
     * @enum {string}
     */
    Area: 'organization' | 'tasks' | 'imports' | 'workflows' | 'audit'
    /** @description A file on a task. */
    AttachmentView: {
      /**
       * @description What it is.
       * @example application/pdf
       */
      content_type: string
      /** @description When it was announced. */
      created_at: components['schemas']['Timestamp']
      /** @description Who attached it. */
      created_by: components['schemas']['Id']
      /**
       * @description What people call it.
       * @example contract.pdf
       */
      file_name: string
      /** @description Its id. */
      id: components['schemas']['Id']
      /** @description What the virus scanner said. */
      scan: components['schemas']['ScanState']
      /**
       * @description The scanner's own words.
       * @example null
       */
      scan_detail?: string | null
      /**
       * Format: int64
       * @description Bytes.
       * @example 48213
       */
      size: number
      /** @description Whether its content is there. */
      state: components['schemas']['UploadState']
      /** @description The task. */
      task_id: components['schemas']['Id']
    }
    /** @description One thing that happened. */
    AuditEntry: components['schemas']['Fact'] & {
      /** @description By whom. */
      actor: components['schemas']['Actor']
      /**
       * @description The address that the request came from.
       * @example 203.0.113.7
       */
      address?: string | null
      /**
       * Format: date-time
       * @description When.
       */
      at: string
      /** @description Which fields went from what to what. */
      changes: components['schemas']['Change'][]
      /**
       * Format: uuid
       * @description Its id.
       */
      id: string
      /**
       * @description The request that caused it.
       * @example 0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69
       */
      request_id: string
      /** @description What it happened to. */
      subjects: components['schemas']['Subject'][]
      /**
       * @description The program that sent it.
       * @example curl/8.5.0
       */
      user_agent?: string | null
    }
    /** @description How sure a decision is, and what it rests on. */
    Belief: {
      /**
       * @description What was seen.
       * @example 48 of 50 lines have 9 semicolons
       */
      because: string
      /** @description How sure. */
      sure: components['schemas']['Sure']
    }
    /** @description Which tasks, and what shall change. */
    BulkChange: {
      /** @description The same for each of them. */
      change: components['schemas']['Changes']
      /** @description 1–200 tasks. */
      ids: components['schemas']['Id'][]
    }
    /** @description What became of the tasks. */
    BulkResult: {
      /**
       * @description How many tasks changed.
       * @example 1
       */
      changed: number
      event_id?: components['schemas']['Id'] | null
      /** @description Each task that was named, in that order. */
      results: components['schemas']['TaskResult'][]
    }
    /** @description What is wrong with a cell. */
    CellError: {
      /**
       * @description The column, or the field where there is no column.
       * @example Priority
       */
      column: string
      /**
       * @description What is wrong with it, and what would be right.
       * @example must be one of Low, Medium, High, Critical
       */
      reason: string
      /**
       * @description What the cell says, shortened.
       * @example Urgent!!
       */
      value: string
    }
    /** @description A field that changed. In bulk work `subject` says of which subject. */
    Change: {
      /** @description The field's name on the wire. */
      field: string
      /** @description What it is now. */
      new: unknown
      /** @description What it was. */
      old: unknown
      /** @description The id of the subject, where the event has several. */
      subject?: string | null
    }
    /** @description What changes. */
    ChangeMe: {
      /**
       * @description The reasons for which nothing more comes into the inbox; replaces those that were given before.
       * @example [
       *       "commented"
       *     ]
       */
      muted?: components['schemas']['NotificationReason'][]
      /**
       * @description Full name, 1–120 characters.
       * @example Ada King
       */
      name?: string
    }
    /** @description What changes. */
    ChangeOrganization: {
      /**
       * @description What people call it, 1–120 characters.
       * @example Acme Logistics Europe
       */
      name?: string
    }
    /** @description The passwords. */
    ChangePassword: {
      /**
       * Format: password
       * @description The present one.
       * @example correct horse battery staple
       */
      current_password: string
      /**
       * Format: password
       * @description The new one, 8–256 characters.
       * @example a new horse every spring
       */
      new_password: string
    }
    /** @description What shall change: absent is unchanged. */
    Changes: {
      /** @description Who shall work on them too. */
      add_assignees?: components['schemas']['Id'][]
      /**
       * @description Tags to add.
       * @example [
       *       "audit"
       *     ]
       */
      add_tags?: string[]
      /**
       * @description `true`: into the bin. Nothing else can be changed in the same call.
       * @example false
       */
      delete?: boolean
      due_at?: components['schemas']['Timestamp'] | null
      priority?: components['schemas']['Priority'] | null
      /** @description Who shall not any more. */
      remove_assignees?: components['schemas']['Id'][]
      /**
       * @description Tags to remove.
       * @example []
       */
      remove_tags?: string[]
      status?: components['schemas']['Status'] | null
    }
    /** @description What changes. */
    ChangeUser: {
      /**
       * @description Whether it is refused everywhere. Its sessions end; its API tokens rest until it is enabled again.
       * @example false
       */
      disabled?: boolean
      /**
       * @description Full name, 1–120 characters.
       * @example Ada King
       */
      name?: string
      /** @description What it may do. */
      role?: components['schemas']['Role']
    }
    /**
     * @description Which chunk became tasks.
     *
     *     The tasks that it made are named by their rows, not one by one: a task whose `source` is a row of this import, from
     *     `first_row` to `last_row`, was made by it. Those that it changed are subjects of the event.
     */
    ChunkCommitted: {
      /**
       * Format: int64
       * @description How many tasks it made.
       */
      created: number
      /**
       * Format: int64
       * @description The first of the task numbers that were allotted to it; they follow one another.
       */
      first_number?: number | null
      /**
       * Format: int64
       * @description The first row of the file that it carried out; absent in events that name each task.
       */
      first_row?: number | null
      /**
       * Format: int64
       * @description The chunk's number within its import, from 0.
       */
      index: number
      /**
       * Format: int64
       * @description The last one.
       */
      last_row?: number | null
      /**
       * Format: int64
       * @description How many rows were not carried out because the data was not as the plan had seen it.
       */
      missed?: number
      /**
       * Format: int64
       * @description How many tasks it changed.
       */
      updated?: number
    }
    /** @description Which chunk was taken back. */
    ChunkUndone: {
      /**
       * Format: int64
       * @description How many of its tasks went to the bin.
       */
      deleted: number
      /**
       * Format: int64
       * @description The chunk's number within its import, from 0.
       */
      index: number
      /**
       * Format: int64
       * @description How many of its tasks were kept, because someone changed them since.
       */
      kept: number
      /**
       * Format: int64
       * @description How many of its tasks got their old values back.
       */
      restored?: number
    }
    /**
     * @description Names a kind of problem; each has a page at `/problems/<code>`.
     * @enum {string}
     */
    Code:
      | 'malformed'
      | 'unauthenticated'
      | 'forbidden'
      | 'not_found'
      | 'method_not_allowed'
      | 'conflict'
      | 'already_exists'
      | 'in_progress'
      | 'lost_race'
      | 'too_large'
      | 'unsupported_type'
      | 'invalid'
      | 'idempotency_mismatch'
      | 'revision_required'
      | 'too_many_requests'
      | 'internal'
      | 'unavailable'
      | 'timeout'
      | 'too_slow'
    /** @description A column of dates or numbers, and how they are written. */
    ColumnForm: {
      /**
       * @description The column, by its name.
       * @example Due
       */
      column: string
      /** @description How sure that is. */
      confidence: components['schemas']['Belief']
      date_order: components['schemas']['DateOrder'] | null
      decimal_mark: components['schemas']['DecimalMark'] | null
    }
    /** @description What someone says about a task. */
    CommentText: {
      /**
       * @description Markdown, 1–20,000 characters. `@[Ada Lovelace](user:<id>)` mentions a user, who watches the task from
       *     then on; at most 50, and whom a change mentions anew may see the task.
       * @example The contract is signed, @[Ada](user:0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69).
       */
      body: string
    }
    /** @description A comment on a task. */
    CommentView: {
      /** @description Who wrote it. */
      author_id: components['schemas']['Id']
      /**
       * @description Markdown.
       * @example The contract is signed.
       */
      body: string
      /** @description When it was written. */
      created_at: components['schemas']['Timestamp']
      edited_at?: components['schemas']['Timestamp'] | null
      /** @description Its id. */
      id: components['schemas']['Id']
      /** @description Whom it mentions. */
      mentions: components['schemas']['Id'][]
      /**
       * Format: int64
       * @description Counts changes; the `ETag` is the same in quotes.
       * @example 1
       */
      revision: number
      /** @description The task. */
      task_id: components['schemas']['Id']
    }
    /** @description How to carry an import out. */
    CommitOrder: {
      /**
       * @description `true`: if the data is not as the plan saw it, the file is planned anew instead. The new plan waits for another
       *     commit.
       * @example false
       */
      replan?: boolean
    }
    /** @description How sure each decision is; `null` where there was nothing to decide. */
    Confidence: {
      date_order: components['schemas']['Belief'] | null
      decimal_mark: components['schemas']['Belief'] | null
      delimiter: components['schemas']['Belief'] | null
      encoding: components['schemas']['Belief'] | null
      format: components['schemas']['Belief'] | null
      header_row: components['schemas']['Belief'] | null
      sheet: components['schemas']['Belief'] | null
    }
    /** @description The link's token, and what is to be the password. */
    ConfirmReset: {
      /**
       * Format: password
       * @description The new password, 8–256 characters.
       * @example a new horse every spring
       */
      password: string
      /**
       * @description From the link in the mail.
       * @example AZjAonscfz6aVT8dLEtaaQ.c2VjcmV0IG9mIHRoZSBsaW5r
       */
      token: string
    }
    /** @description How the rows of an import fare. */
    Counts: {
      /**
       * Format: int64
       * @description Rows that become tasks by the plan.
       * @example 495
       */
      create: number
      /**
       * Format: int64
       * @description Tasks that were made so far.
       * @example 495
       */
      created: number
      /**
       * Format: int64
       * @description Rows with errors, which become nothing.
       * @example 5
       */
      error: number
      /**
       * Format: int64
       * @description Rows that are still to be carried out.
       * @example 0
       */
      left: number
      /**
       * Format: int64
       * @description Rows that were not carried out because the data was not as the plan had seen it.
       * @example 0
       */
      missed: number
      /**
       * Format: int64
       * @description Rows in the file; header and empty rows are not counted.
       * @example 500
       */
      rows: number
      /**
       * Format: int64
       * @description Rows that do nothing by the plan, and with which nothing is wrong.
       * @example 0
       */
      skip: number
      /**
       * Format: int64
       * @description Rows that change tasks by the plan.
       * @example 0
       */
      update: number
      /**
       * Format: int64
       * @description Tasks that were changed so far.
       * @example 0
       */
      updated: number
    }
    /** @description An import, and where its file goes. */
    CreatedImport: components['schemas']['Import'] & {
      /** @description The request that uploads the file. */
      upload: components['schemas']['SignedUpload']
    }
    /** @description A token that was just made: its only appearance whole. */
    CreatedToken: components['schemas']['TokenView'] & {
      /**
       * @description Send it as `Authorization: Bearer …`. It is never shown again.
       * @example kat_AZjAonscfz6aVT8dLEtaaQ_5f0c…
       */
      token: string
    }
    /**
     * @description The token that is wanted. At most one of `expires_in_days` and `expires_at`.
     * @example {
     *       "name": "Nightly export",
     *       "role": "user",
     *       "areas": [
     *         "tasks",
     *         "imports"
     *       ],
     *       "expires_in_days": 90
     *     }
     */
    CreateToken: {
      /**
       * @description Where it may do it; at least one.
       * @example [
       *       "tasks",
       *       "imports"
       *     ]
       */
      areas: components['schemas']['Area'][]
      expires_at?: components['schemas']['Timestamp'] | null
      /**
       * Format: int64
       * @description Days until it ends, 1 to 366; 90 by default.
       * @example 90
       */
      expires_in_days?: number | null
      /**
       * @description What it is for, 1–120 characters.
       * @example Nightly export
       */
      name: string
      /** @description The most that it may do; not above your own role. */
      role: components['schemas']['Role']
    }
    /** @description A field that a project's tasks have besides the common ones. */
    CustomField: {
      /**
       * @description Its name in the API, unique in the project: 1–40 lower-case letters, digits and `_`, a letter first.
       * @example customer
       */
      key: string
      /** @description What it holds. */
      kind: components['schemas']['FieldKind']
      /**
       * @description What people call it, 1–80 characters.
       * @example Customer
       */
      name: string
      /** @description For `select`: what may be chosen, 1–200 options of 1–100 characters. */
      options?: string[]
    }
    /** @description The value of a custom field: text (also dates, people, addresses), a number, or yes and no. */
    CustomValue: boolean | number | string
    /**
     * @description Which comes first in a date like `3/4/2026`.
     * @enum {string}
     */
    DateOrder: 'day_first' | 'month_first'
    /**
     * @description What stands before the decimals of a number.
     * @enum {string}
     */
    DecimalMark: 'point' | 'comma'
    /** @description What a file was found to be. */
    Detected: {
      /** @description Whether a byte order mark comes first, as Excel writes it. */
      bom: boolean
      /** @description The columns that hold such dates or numbers, with what was found in each. */
      column_forms?: components['schemas']['ColumnForm'][]
      /**
       * @description The columns' names, in order, each once: an empty one is called `Column 3`, a repeated one `Name (2)`.
       * @example [
       *       "Title",
       *       "Priority",
       *       "Due"
       *     ]
       */
      columns: string[]
      /** @description How sure each of these is. */
      confidence?: components['schemas']['Confidence']
      date_order: components['schemas']['DateOrder'] | null
      decimal_mark: components['schemas']['DecimalMark'] | null
      /**
       * @description What stands between two cells: `,`, `;`, `|` or a tab; `null` for a workbook.
       * @example ;
       */
      delimiter: string | null
      encoding: components['schemas']['Encoding'] | null
      /** @description The format. */
      format: components['schemas']['Format']
      /**
       * Format: int64
       * @description The row with the columns' names, as a spreadsheet counts.
       * @example 1
       */
      header_row: number
      /**
       * @description The sheet that is read; `null` for CSV, which has none.
       * @example Tasks
       */
      sheet: string | null
      /** @description All sheets of the workbook, in order. */
      sheets?: components['schemas']['SheetName'][]
    }
    /** @description A drawing to be checked. */
    Drawing: {
      /** @description What is drawn. */
      definition: components['schemas']['WorkflowDefinition']
    }
    /**
     * @description What an empty cell does to a task that exists.
     * @enum {string}
     */
    EmptyCells: 'keep' | 'clear'
    /**
     * @description An encoding that is understood. The first four are detected; the others can be given.
     * @enum {string}
     */
    Encoding:
      | 'utf-8'
      | 'utf-16le'
      | 'utf-16be'
      | 'windows-1252'
      | 'windows-1250'
      | 'windows-1251'
      | 'iso-8859-15'
      | 'macintosh'
      | 'shift_jis'
      | 'gb18030'
      | 'big5'
      | 'euc-kr'
    /** @description What an export held. */
    Exported: {
      /** @description `csv` or `xlsx`. */
      format: string
      /**
       * Format: int64
       * @description How many rows, without the header.
       */
      rows: number
    }
    /**
     * @description A CEL expression, e.g. `trigger.task.priority == "critical"`.
     * @example trigger.task.priority == "critical"
     */
    Expression: string
    /**
     * @description What happened. Kinds are added, never changed: readers of old events must go on to work.
     *
     *     Payloads hold no secret, and no [`Timestamp`] (see there).
     */
    Fact:
      | {
          /** @enum {string} */
          kind: 'organization.created'
        }
      | {
          /** @enum {string} */
          kind: 'organization.changed'
        }
      | {
          /** @enum {string} */
          kind: 'user.invited'
          /** @description Someone was invited; the mail follows from this event. */
          payload: components['schemas']['MailedLink']
        }
      | {
          /** @enum {string} */
          kind: 'user.invitation_withdrawn'
        }
      | {
          /** @enum {string} */
          kind: 'user.joined'
        }
      | {
          /** @enum {string} */
          kind: 'user.changed'
        }
      | {
          /** @enum {string} */
          kind: 'user.password_changed'
        }
      | {
          /** @enum {string} */
          kind: 'user.password_reset_requested'
          /** @description A reset link was asked for; the mail follows from this event. */
          payload: components['schemas']['MailedLink']
        }
      | {
          /** @enum {string} */
          kind: 'session.started'
        }
      | {
          /** @enum {string} */
          kind: 'session.refused'
          /** @description A log-in that failed, or a current password that was wrong. */
          payload: components['schemas']['Reason']
        }
      | {
          /** @enum {string} */
          kind: 'session.revoked'
          /** @description A session was ended by its user, an admin or a reused refresh token. */
          payload: components['schemas']['Reason']
        }
      | {
          /** @enum {string} */
          kind: 'api_token.created'
        }
      | {
          /** @enum {string} */
          kind: 'api_token.revoked'
        }
      | {
          /** @enum {string} */
          kind: 'access.refused'
          /** @description Someone who is known tried what they may not do. */
          payload: components['schemas']['RefusedAccess']
        }
      | {
          /** @enum {string} */
          kind: 'project.created'
        }
      | {
          /** @enum {string} */
          kind: 'project.changed'
        }
      | {
          /** @enum {string} */
          kind: 'task.created'
        }
      | {
          /** @enum {string} */
          kind: 'task.changed'
        }
      | {
          /** @enum {string} */
          kind: 'task.status_changed'
        }
      | {
          /** @enum {string} */
          kind: 'task.deleted'
        }
      | {
          /** @enum {string} */
          kind: 'task.restored'
        }
      | {
          /** @enum {string} */
          kind: 'task.purged'
        }
      | {
          /** @enum {string} */
          kind: 'task.bulk_changed'
        }
      | {
          /** @enum {string} */
          kind: 'task.bulk_undone'
          /** @description A bulk change was taken back. */
          payload: components['schemas']['Undone']
        }
      | {
          /** @enum {string} */
          kind: 'task.watchers_changed'
        }
      | {
          /** @enum {string} */
          kind: 'task.exported'
          /** @description A list of tasks left the product as a file. */
          payload: components['schemas']['Exported']
        }
      | {
          /** @enum {string} */
          kind: 'comment.created'
          /** @description A comment was written. */
          payload: components['schemas']['Mentions']
        }
      | {
          /** @enum {string} */
          kind: 'comment.changed'
          /** @description A comment was changed. */
          payload: components['schemas']['Mentions']
        }
      | {
          /** @enum {string} */
          kind: 'comment.deleted'
        }
      | {
          /** @enum {string} */
          kind: 'attachment.created'
        }
      | {
          /** @enum {string} */
          kind: 'attachment.uploaded'
        }
      | {
          /** @enum {string} */
          kind: 'attachment.scanned'
        }
      | {
          /** @enum {string} */
          kind: 'attachment.deleted'
        }
      | {
          /** @enum {string} */
          kind: 'import.created'
        }
      | {
          /** @enum {string} */
          kind: 'import.uploaded'
        }
      | {
          /** @enum {string} */
          kind: 'import.mapping_changed'
        }
      | {
          /** @enum {string} */
          kind: 'import.reading_changed'
        }
      | {
          /** @enum {string} */
          kind: 'import.replan_ordered'
        }
      | {
          /** @enum {string} */
          kind: 'import.planned'
          /** @description The dry run is complete. */
          payload: components['schemas']['RowCounts']
        }
      | {
          /** @enum {string} */
          kind: 'import.committed'
          /** @description Someone ordered the plan to be carried out. */
          payload: components['schemas']['RowCounts']
        }
      | {
          /** @enum {string} */
          kind: 'import.chunk_committed'
          /** @description A chunk of rows became, or changed, tasks. */
          payload: components['schemas']['ChunkCommitted']
        }
      | {
          /** @enum {string} */
          kind: 'import.finished'
          /** @description Every chunk is done. */
          payload: components['schemas']['RowCounts']
        }
      | {
          /** @enum {string} */
          kind: 'import.failed'
          /** @description An import cannot go on. */
          payload: components['schemas']['Reason']
        }
      | {
          /** @enum {string} */
          kind: 'import.cancelled'
        }
      | {
          /** @enum {string} */
          kind: 'import.undo_ordered'
        }
      | {
          /** @enum {string} */
          kind: 'import.chunk_undone'
          /** @description What a chunk of rows had done was taken back. */
          payload: components['schemas']['ChunkUndone']
        }
      | {
          /** @enum {string} */
          kind: 'import.undone'
          /** @description Every chunk of an import was taken back. */
          payload: components['schemas']['UndoCounts']
        }
      | {
          /** @enum {string} */
          kind: 'import_profile.created'
        }
      | {
          /** @enum {string} */
          kind: 'import_profile.changed'
        }
      | {
          /** @enum {string} */
          kind: 'import_profile.deleted'
        }
      | {
          /** @enum {string} */
          kind: 'workflow.created'
        }
      | {
          /** @enum {string} */
          kind: 'workflow.changed'
        }
      | {
          /** @enum {string} */
          kind: 'workflow.published'
          /** @description A workflow's draft became a version that new runs are begun with. */
          payload: components['schemas']['PublishedVersion']
        }
      | {
          /** @enum {string} */
          kind: 'workflow.deleted'
        }
      | {
          /** @enum {string} */
          kind: 'audit.exported'
          /** @description The audit log left the product as a file. */
          payload: components['schemas']['Exported']
        }
    /** @description Why an import failed. */
    Failure: {
      /**
       * @description The reason as a word for programs.
       * @example protected
       */
      code: string
      /**
       * @description The reason for people, with what to do about it.
       * @example The file is protected with a password. Open it, remove the password, save it and upload it again.
       */
      detail: string
    }
    /** @description What is wrong with one field. */
    FieldError: {
      /**
       * @description What is wrong, and what would be right.
       * @example must have 1 to 500 characters
       */
      detail: string
      /**
       * @description JSON Pointer into the request body (RFC 6901), or `?name` for a query parameter.
       * @example /title
       */
      pointer: string
    }
    /**
     * @description What a custom field holds.
     * @enum {string}
     */
    FieldKind: 'text' | 'number' | 'date' | 'select' | 'person' | 'checkbox' | 'url'
    /** @description The file of an import. */
    FileView: {
      /**
       * @description Its content type.
       * @example text/csv
       */
      content_type: string
      /**
       * @description Where in the drop folder it was put; `null` if it was uploaded.
       * @example drop/0198c0a2-7b1c-7f3e-9a55-0a1b2c3d4e5f/0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a70/tasks.csv
       */
      dropped_at: string | null
      /**
       * @description What it was called where it came from.
       * @example tasks.csv
       */
      name: string
      /**
       * Format: int64
       * @description Its size in bytes.
       * @example 48213
       */
      size: number
    }
    /** @description What is wrong with a drawing. */
    Findings: {
      /** @description What has to be mended before it can be published; nothing, if it can. */
      findings: components['schemas']['WorkflowFinding'][]
    }
    /**
     * @description A format that is understood.
     * @enum {string}
     */
    Format: 'csv' | 'xlsx'
    /**
     * @description How far a role's permission reaches.
     * @enum {string}
     */
    Grant: 'none' | 'own' | 'shared' | 'all'
    /** @description Why a column is proposed for a field. */
    Ground: {
      /**
       * @description The column; `null` for a constant of a profile.
       * @example Urgency
       */
      column: string | null
      /**
       * Format: int32
       * @description How sure that is, in percent.
       * @example 90
       */
      confidence: number
      /** @description What speaks for it. */
      reason: components['schemas']['RuleReason']
      /**
       * @description The field.
       * @example priority
       */
      target: string
      /**
       * @description Values of the first rows that the field cannot hold and nobody knows a translation of: give them one in the
       *     rule's `values`.
       * @example [
       *       "as soon as possible"
       *     ]
       */
      unknown_values: string[]
    }
    /** @description How the product is. */
    Health: {
      /**
       * @description Always `ok`: when it is not, the answer is a problem.
       * @example ok
       */
      status: string
    }
    /**
     * @description How an address is called.
     * @enum {string}
     */
    HttpMethod: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
    /**
     * Format: uuid
     * @example 0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69
     */
    Id: string
    /** @description An import. */
    Import: {
      /** @description Whether by hand or through a token. */
      actor: components['schemas']['Actor']
      /** @description Whether the plan is carried out as soon as it is complete. */
      auto_commit: boolean
      /**
       * Format: date-time
       * @description When the plan was ordered to be carried out.
       */
      committed_at: string | null
      /**
       * @description How many rows there are and what becomes of them. While the file is read, `rows` counts those that were read, and
       *     the others are 0.
       */
      counts: components['schemas']['Counts']
      /** @description When it was announced. */
      created_at: components['schemas']['Timestamp']
      /**
       * Format: uuid
       * @description Who started it.
       * @example 0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69
       */
      created_by: string
      detected: components['schemas']['Detected'] | null
      /** @description What empty cells do to tasks that exist. */
      empty_cells: components['schemas']['EmptyCells']
      failure: components['schemas']['Failure'] | null
      /** @description The file. */
      file: components['schemas']['FileView']
      /**
       * Format: date-time
       * @description When it ended, well or not.
       */
      finished_at: string | null
      /** @description Why each rule of a proposed mapping is there, and how sure that is; empty for a mapping that was given. */
      grounds: components['schemas']['Ground'][]
      /**
       * Format: uuid
       * @description Its id.
       * @example 0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69
       */
      id: string
      /**
       * @description The field by which rows find their tasks, if it was given.
       * @example external_id
       */
      key: string | null
      mapping: components['schemas']['Mapping'] | null
      /** @description What becomes of rows whose tasks exist, and of those whose tasks do not. */
      mode: components['schemas']['Mode']
      /**
       * @description SHA-256 over the file's version, the mapping and the outcome of every row: the same plan, the same hash.
       * @example 6f1ed002ab5595859014ebf0951522d9
       */
      plan_hash: string | null
      /**
       * Format: date-time
       * @description When its plan was complete.
       */
      planned_at: string | null
      /**
       * Format: uuid
       * @description The profile that the mapping is of; `null` if it is of none.
       */
      profile_id: string | null
      /**
       * Format: uuid
       * @description Where its tasks go.
       * @example 0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69
       */
      project_id: string
      /** @description What was said of the file, and is not left to detection. */
      read_as: components['schemas']['ReadAs']
      /**
       * Format: int64
       * @description Counts changes; the `ETag`.
       * @example 4
       */
      revision: number
      speed: components['schemas']['Speed'] | null
      /** @description Where it stands. */
      state: components['schemas']['State']
      undo: components['schemas']['UndoView'] | null
      /**
       * @description The columns that go nowhere.
       * @example [
       *       "Colour"
       *     ]
       */
      unmapped_columns: string[]
    }
    /** @description The form of a whole import. */
    ImportForm: {
      /**
       * @description `true` to plan only and write nothing.
       * @example false
       */
      dry_run?: boolean | null
      empty_cells?: components['schemas']['EmptyCells'] | null
      /**
       * Format: binary
       * @description The CSV or XLSX file.
       */
      file: string
      /** @description The field by which rows find their tasks: `task_key`, `external_id`, or `custom.` and the key of a custom field. */
      key?: string | null
      /**
       * @description Which column goes where, as JSON. Without it, a mapping is proposed, and what is sure of it is taken.
       * @example {"rules":[{"target":"title","column":"Name"}]}
       */
      mapping?: string | null
      mode?: components['schemas']['Mode'] | null
      /**
       * @description The project that its tasks go to: its key or its id.
       * @example OPS
       */
      project: string
      /**
       * @description How the file is to be read, as far as that is known better than it can be detected; as JSON.
       * @example {"sheet":"Tasks","date_order":"day_first"}
       */
      read_as?: string | null
    }
    /** @description What shall change of an import: absent fields stay as they are. */
    ImportPatch: {
      mapping?: components['schemas']['Mapping'] | null
      read_as?: components['schemas']['ReadAsPatch'] | null
    }
    /** @description How files from one source are imported into one project. */
    ImportProfile: {
      /**
       * @description Whether files of its drop folder are carried out as soon as they are planned.
       * @example true
       */
      auto_commit: boolean
      /**
       * @description The columns of its files. A file with these, in any order, gets this mapping proposed.
       * @example [
       *       "Name",
       *       "Urgency"
       *     ]
       */
      columns: string[]
      /** @description When it was made. */
      created_at: components['schemas']['Timestamp']
      empty_cells: components['schemas']['EmptyCells'] | null
      /**
       * @description Where in the bucket its files are dropped: put a file there, and it is imported. Its report appears
       *     under `reports/` instead of `drop/`.
       * @example drop/0198c0a2-7b1c-7f3e-9a55-0a1b2c3d4e5f/0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a70/
       */
      folder: string
      /**
       * Format: uuid
       * @description Its id.
       * @example 0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a70
       */
      id: string
      /**
       * @description The field by which rows find their tasks; `null`: the mapping decides.
       * @example external_id
       */
      key: string | null
      /** @description Which column goes where. */
      mapping: components['schemas']['Mapping']
      mode: components['schemas']['Mode'] | null
      /**
       * @description What people call it.
       * @example Orders of the webshop
       */
      name: string
      /**
       * Format: uuid
       * @description In whose name files of its drop folder are imported, and who is told when one fails.
       * @example 0198c0a2-7b1c-7f3e-9a55-40be1d2c3f4a
       */
      owner: string
      /**
       * Format: uuid
       * @description Where its files' tasks go.
       * @example 0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69
       */
      project_id: string
      /** @description How its files are read, as far as that is not left to detection. */
      read_as: components['schemas']['ReadAs']
      /**
       * Format: int64
       * @description Counts changes; the `ETag`.
       * @example 1
       */
      revision: number
      /**
       * Format: uuid
       * @description The import that it was saved from; `null` if it was written by hand.
       */
      saved_from: string | null
      /** @description When it was last changed. */
      updated_at: components['schemas']['Timestamp']
    }
    /** @description Who is to join, and as what. */
    Invite: {
      /**
       * @description Where the invitation is mailed; the address to log in with.
       * @example grace@example.com
       */
      email: string
      /**
       * @description Full name, if known; whoever accepts can change it. By default what stands before the @.
       * @example Grace Hopper
       */
      name?: string | null
      /** @description What they may do. */
      role: components['schemas']['Role']
    }
    /**
     * @description Why a task was kept when its import was undone.
     * @enum {string}
     */
    Kept: 'changed_since' | 'has_comments' | 'has_attachments' | 'has_parts' | 'archived' | 'failed'
    /** @description A task, with all its fields or with those that were asked for. */
    ListedTask: {
      /** @description Who works on it. */
      assignees?: components['schemas']['Id'][]
      completed_at?: components['schemas']['Timestamp'] | null
      /** @description When. */
      created_at?: components['schemas']['Timestamp']
      /** @description Who made it. */
      created_by?: components['schemas']['Id']
      /**
       * @description The project's custom fields that have a value, by their key.
       * @example {
       *       "customer": "Acme",
       *       "amount": 1200
       *     }
       */
      custom?: {
        [key: string]: components['schemas']['CustomValue']
      }
      deleted_at?: components['schemas']['Timestamp'] | null
      /**
       * @description Markdown.
       * @example Terms of 2025 end in **June**.
       */
      description?: string
      due_at?: components['schemas']['Timestamp'] | null
      /**
       * @description What another system calls it; unique within the project.
       * @example CRM-4711
       */
      external_id?: string | null
      /** @description Its id. */
      id: components['schemas']['Id']
      /**
       * @description The project's key and its number there. Never changes, never used again.
       * @example OPS-42
       */
      key: string
      /**
       * Format: int64
       * @description The number within the project.
       * @example 42
       */
      number?: number
      parent_id?: components['schemas']['Id'] | null
      /** @description How urgent it is. */
      priority?: components['schemas']['Priority']
      /** @description The project that it belongs to. */
      project_id?: components['schemas']['Id']
      /**
       * Format: int64
       * @description Counts changes; the `ETag` is the same in quotes.
       * @example 1
       */
      revision?: number
      source?: components['schemas']['SourceView'] | null
      start_at?: components['schemas']['Timestamp'] | null
      /** @description Where it stands. */
      status?: components['schemas']['Status']
      /**
       * @description Words to find it by, in lower case.
       * @example [
       *       "contract",
       *       "carrier"
       *     ]
       */
      tags?: string[]
      /**
       * @description What is to be done.
       * @example Renew the carrier contract
       */
      title?: string
      /** @description When it last changed. */
      updated_at?: components['schemas']['Timestamp']
      /** @description Who wants to hear of it. */
      watchers?: components['schemas']['Id'][]
    }
    /** @description Someone is logged in. */
    LoggedIn: components['schemas']['Tokens'] & {
      /**
       * Format: uuid
       * @description The user's organization.
       * @example 0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69
       */
      organization_id: string
      /**
       * Format: uuid
       * @description The user.
       * @example 0198c0a2-7b1c-7f3e-9a55-40be1d2c3f4a
       */
      user_id: string
    }
    /** @description Who wants to log in. */
    LogIn: {
      /**
       * @description The address.
       * @example ada@example.com
       */
      email: string
      /**
       * Format: password
       * @description The password.
       * @example correct horse battery staple
       */
      password: string
    }
    /** @description Which link to mail, and to whom. The link's secret follows from its id and a key that no event holds. */
    MailedLink: {
      /** @description Who gets it. */
      email: string
      /** @description Names the link. */
      link_id: string
    }
    /** @description Which column goes where. */
    Mapping: {
      /** @description One rule per field of a task. */
      rules: components['schemas']['Rule'][]
    }
    /** @description Another mapping. */
    MappingPatch: {
      /** @description All rules; those that are there are replaced. */
      rules: components['schemas']['Rule'][]
    }
    /** @description Whether it is read. */
    Mark: {
      /**
       * @description `true` for read, `false` for unread again.
       * @example true
       */
      read: boolean
    }
    /** @description How many entries were marked. */
    Marked: {
      /**
       * Format: int64
       * @description Entries that were unread.
       * @example 12
       */
      marked: number
    }
    /** @description The caller: who it is, and where it works. */
    Me: components['schemas']['UserView'] & {
      /** @description What an API token is good for; `null` for people, who are not limited to areas. */
      areas: components['schemas']['Area'][] | null
      /**
       * @description The reasons for which nothing comes into your inbox.
       * @example [
       *       "commented"
       *     ]
       */
      muted: components['schemas']['NotificationReason'][]
      /** @description The organization that the caller works in. */
      organization: components['schemas']['OrganizationView']
      /**
       * Format: uuid
       * @description The session, for people.
       * @example 0198c0a2-7b1c-7f3e-9a55-5d1c2b3a4f5e
       */
      session_id: string | null
    }
    /** @description Whom a comment mentions. */
    Mentions: {
      /** @description The users' ids. */
      mentions: string[]
    }
    /**
     * @description Why a row of the plan was not carried out: the data is not what the plan saw.
     * @enum {string}
     */
    Missed: 'changed_meanwhile' | 'exists_meanwhile'
    /**
     * @description What an import does with rows whose task exists, and with those whose task does not.
     * @enum {string}
     */
    Mode: 'create' | 'update' | 'upsert' | 'create_missing'
    /** @description What a join waits for. */
    Needed:
      | 'all'
      | 'any'
      | {
          /**
           * Format: int32
           * @description So many.
           */
          count: number
        }
    /** @description A file that is to be attached. */
    NewAttachment: {
      /**
       * @description What it is, e.g. `application/pdf`; without parameters.
       * @example application/pdf
       */
      content_type: string
      /**
       * @description What people call it: 1–200 characters, a name and not a path.
       * @example contract.pdf
       */
      file_name: string
      /**
       * Format: int64
       * @description Its exact size in bytes, up to 25 MB unless the installation says otherwise.
       * @example 48213
       */
      size: number
    }
    /** @description A custom field that a project is to get; its key is the rule's. */
    NewField: {
      /** @description What it holds. */
      kind: components['schemas']['FieldKind']
      /**
       * @description What people call it, 1–80 characters.
       * @example Customer
       */
      name: string
      /** @description For `select`: what may be chosen. */
      options?: string[]
    }
    /** @description A file that is to be imported. */
    NewImport: {
      /**
       * @description Whether the plan is carried out as soon as it is complete. Otherwise it waits for
       *     `POST /api/imports/{id}/commit`.
       */
      auto_commit?: boolean
      /**
       * @description Its content type.
       * @example text/csv
       */
      content_type: string
      empty_cells?: components['schemas']['EmptyCells'] | null
      /**
       * @description What the file is called: 1–200 characters, a name and not a path.
       * @example tasks.csv
       */
      file_name: string
      /**
       * @description The field by which rows find their tasks: `task_key`, `external_id`, or `custom.` and the key of a custom field
       *     that holds text. Without it, the task key if a column is mapped to it, or else the external id.
       * @example null
       */
      key?: string | null
      mapping?: components['schemas']['Mapping'] | null
      mode?: components['schemas']['Mode'] | null
      /**
       * @description The project that its tasks go to: its key or its id.
       * @example OPS
       */
      project: string
      /**
       * @description How the file is to be read, as far as that is known better than it can be detected. What is absent may be said by
       *     the profile by which the file is recognized.
       */
      read_as?: components['schemas']['ReadAs']
      /**
       * Format: int64
       * @description Its exact size in bytes; 10 MB at most, unless your installation says otherwise.
       * @example 48213
       */
      size: number
    }
    /**
     * @description A new profile.
     * @example {
     *       "project": "OPS",
     *       "name": "Orders of the webshop",
     *       "columns": [
     *         "Name",
     *         "Urgency",
     *         "Deadline"
     *       ],
     *       "mapping": {
     *         "rules": [
     *           {
     *             "target": "title",
     *             "column": "Name"
     *           },
     *           {
     *             "target": "priority",
     *             "column": "Urgency",
     *             "values": [
     *               {
     *                 "from": "Urgent",
     *                 "to": "critical"
     *               }
     *             ]
     *           }
     *         ]
     *       }
     *     }
     */
    NewProfile: {
      /**
       * @description Whether files of its drop folder are carried out as soon as they are planned.
       * @default true
       */
      auto_commit: boolean
      /**
       * @description The columns of its files, by which they are recognized. Without them it is for its drop folder alone.
       * @example [
       *       "Name",
       *       "Urgency"
       *     ]
       */
      columns?: string[]
      empty_cells?: components['schemas']['EmptyCells'] | null
      /**
       * @description The field by which rows find their tasks: `task_key`, `external_id`, or `custom.` and the key of a custom field
       *     that holds text.
       * @example external_id
       */
      key?: string | null
      /** @description Which column goes where, at most 64 KiB as JSON. */
      mapping: components['schemas']['Mapping']
      mode?: components['schemas']['Mode'] | null
      /**
       * @description What people call it, 1–120 characters.
       * @example Orders of the webshop
       */
      name: string
      /**
       * @description The project that its files' tasks go to: its key or its id. It never changes.
       * @example OPS
       */
      project: string
      /** @description How its files are read, as far as that is known better than it can be detected. */
      read_as?: components['schemas']['ReadAs']
    }
    /** @description A new project. */
    NewProject: {
      /** @description Fields that its tasks have besides the common ones, at most 50. */
      custom_fields?: components['schemas']['CustomField'][]
      /**
       * @description Markdown, up to 10,000 characters.
       * @example Everything that keeps the **warehouse** running.
       */
      description?: string
      /**
       * @description What its tasks' keys begin with: 2 to 10 capital letters and digits, a letter first. Unique in the
       *     organization; it never changes.
       * @example OPS
       */
      key: string
      /**
       * @description What people call it, 1–120 characters.
       * @example Operations
       */
      name: string
      /**
       * @description Whether guests see it and its tasks.
       * @example false
       */
      shared_with_guests?: boolean
    }
    /** @description A new task. */
    NewTask: {
      /**
       * @description Who works on it: users of the organization, at most 50.
       * @example []
       */
      assignees?: components['schemas']['Id'][] | null
      /**
       * @description Values of the project's custom fields, by their key.
       * @example {}
       */
      custom?: {
        [key: string]: components['schemas']['CustomValue']
      } | null
      /**
       * @description Markdown, up to 50,000 characters.
       * @example Terms of 2025 end in **June**.
       */
      description?: string | null
      due_at?: components['schemas']['Timestamp'] | null
      /**
       * @description What another system calls it, up to 200 characters; unique within the project.
       * @example null
       */
      external_id?: string | null
      parent_id?: components['schemas']['Id'] | null
      priority?: components['schemas']['Priority'] | null
      /** @description The project that it shall belong to. */
      project_id: components['schemas']['Id']
      start_at?: components['schemas']['Timestamp'] | null
      status?: components['schemas']['Status'] | null
      /**
       * @description At most 50 words of up to 60 characters, without commas; kept in lower case.
       * @example [
       *       "contract",
       *       "carrier"
       *     ]
       */
      tags?: string[] | null
      /**
       * @description What is to be done, 1–500 characters.
       * @example Renew the carrier contract
       */
      title: string
    }
    /**
     * @description A new workflow.
     * @example {
     *       "name": "Approve critical tasks",
     *       "description": "Asks two of three leads.",
     *       "draft": {
     *         "nodes": [
     *           {
     *             "id": "start",
     *             "name": "A critical task",
     *             "does": {
     *               "kind": "start",
     *               "when": "task_event",
     *               "event": "created",
     *               "filter": "trigger.task.priority == 'critical'"
     *             }
     *           },
     *           {
     *             "id": "tell",
     *             "name": "Tell the channel",
     *             "does": {
     *               "kind": "notification",
     *               "channel": {
     *                 "slack": "https://hooks.example.com/T0/B0"
     *               },
     *               "text": "{{ trigger.task.key }}: {{ trigger.task.title }}"
     *             }
     *           }
     *         ],
     *         "edges": [
     *           {
     *             "from": "start",
     *             "to": "tell"
     *           }
     *         ]
     *       }
     *     }
     */
    NewWorkflow: {
      /** @description What it is for: Markdown, up to 10,000 characters. */
      description?: string
      /** @description What is drawn so far. */
      draft?: components['schemas']['WorkflowDefinition']
      /** @description What people call it, 1–120 characters. */
      name: string
    }
    /**
     * @description Names a [`Node`] within its definition: a word that expressions can name, e.g. `ask_leads`.
     * @example ask_leads
     */
    NodeId: string
    /**
     * @description Why someone is told of something.
     * @enum {string}
     */
    NotificationReason: 'assigned' | 'mentioned' | 'commented' | 'import_finished' | 'import_failed'
    /** @description One thing that you are told of. */
    NotificationView: {
      /** @description Who did it. */
      actor: components['schemas']['Actor']
      /**
       * Format: date-time
       * @description When it happened.
       */
      at: string
      /**
       * Format: uuid
       * @description The entry of the audit log that it comes from.
       * @example 0198c0a2-7b1c-7f3e-9a55-40be1d2c3f4a
       */
      event_id: string
      /**
       * @description The beginning of what was said: a comment, how an import ended.
       * @example @Ada King, can you look at this?
       */
      excerpt: string | null
      /**
       * Format: uuid
       * @description Its id.
       * @example 6f1d2b0e-3c4a-5b6c-8d7e-9f0a1b2c3d4e
       */
      id: string
      /**
       * Format: date-time
       * @description When you read it; `null` while you have not.
       */
      read_at: string | null
      /** @description Why you are told. */
      reason: components['schemas']['NotificationReason']
      /** @description The task or the import that it is about. */
      subject: components['schemas']['Subject']
      /**
       * @description What the subject was called then: a task's title, a file's name.
       * @example Renew the certificate of the shop
       */
      title: string
    }
    /** @description One team, to which everything else belongs. */
    OrganizationView: {
      /** @description When it signed up. */
      created_at: components['schemas']['Timestamp']
      /**
       * Format: uuid
       * @description Its id.
       * @example 0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69
       */
      id: string
      /**
       * @description What people call it.
       * @example Acme Logistics
       */
      name: string
      /**
       * Format: int64
       * @description Counts changes; the `ETag`.
       * @example 1
       */
      revision: number
    }
    /**
     * @description Whether a task changed.
     * @enum {string}
     */
    Outcome: 'changed' | 'unchanged' | 'refused'
    /** @description A part of a list. */
    Paged_Activity: {
      /** @description The items. */
      items: (components['schemas']['Fact'] & {
        about?: components['schemas']['Subject'] | null
        /** @description By whom. */
        actor: components['schemas']['Actor']
        /** @description When. */
        at: components['schemas']['Timestamp']
        /** @description Which fields of the task (or the comment) went from what to what. */
        changes: components['schemas']['Change'][]
        /** @description The event's id; a bulk change has the same one for each of its tasks. */
        id: components['schemas']['Id']
      })[]
      /** @description Where the next part begins; `null` at the end. */
      next_cursor: string | null
    }
    /** @description A part of a list. */
    Paged_AttachmentView: {
      /** @description The items. */
      items: {
        /**
         * @description What it is.
         * @example application/pdf
         */
        content_type: string
        /** @description When it was announced. */
        created_at: components['schemas']['Timestamp']
        /** @description Who attached it. */
        created_by: components['schemas']['Id']
        /**
         * @description What people call it.
         * @example contract.pdf
         */
        file_name: string
        /** @description Its id. */
        id: components['schemas']['Id']
        /** @description What the virus scanner said. */
        scan: components['schemas']['ScanState']
        /**
         * @description The scanner's own words.
         * @example null
         */
        scan_detail?: string | null
        /**
         * Format: int64
         * @description Bytes.
         * @example 48213
         */
        size: number
        /** @description Whether its content is there. */
        state: components['schemas']['UploadState']
        /** @description The task. */
        task_id: components['schemas']['Id']
      }[]
      /** @description Where the next part begins; `null` at the end. */
      next_cursor: string | null
    }
    /** @description A part of a list. */
    Paged_AuditEntry: {
      /** @description The items. */
      items: (components['schemas']['Fact'] & {
        /** @description By whom. */
        actor: components['schemas']['Actor']
        /**
         * @description The address that the request came from.
         * @example 203.0.113.7
         */
        address?: string | null
        /**
         * Format: date-time
         * @description When.
         */
        at: string
        /** @description Which fields went from what to what. */
        changes: components['schemas']['Change'][]
        /**
         * Format: uuid
         * @description Its id.
         */
        id: string
        /**
         * @description The request that caused it.
         * @example 0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69
         */
        request_id: string
        /** @description What it happened to. */
        subjects: components['schemas']['Subject'][]
        /**
         * @description The program that sent it.
         * @example curl/8.5.0
         */
        user_agent?: string | null
      })[]
      /** @description Where the next part begins; `null` at the end. */
      next_cursor: string | null
    }
    /** @description A part of a list. */
    Paged_CommentView: {
      /** @description The items. */
      items: {
        /** @description Who wrote it. */
        author_id: components['schemas']['Id']
        /**
         * @description Markdown.
         * @example The contract is signed.
         */
        body: string
        /** @description When it was written. */
        created_at: components['schemas']['Timestamp']
        edited_at?: components['schemas']['Timestamp'] | null
        /** @description Its id. */
        id: components['schemas']['Id']
        /** @description Whom it mentions. */
        mentions: components['schemas']['Id'][]
        /**
         * Format: int64
         * @description Counts changes; the `ETag` is the same in quotes.
         * @example 1
         */
        revision: number
        /** @description The task. */
        task_id: components['schemas']['Id']
      }[]
      /** @description Where the next part begins; `null` at the end. */
      next_cursor: string | null
    }
    /** @description A part of a list. */
    Paged_Import: {
      /** @description The items. */
      items: {
        /** @description Whether by hand or through a token. */
        actor: components['schemas']['Actor']
        /** @description Whether the plan is carried out as soon as it is complete. */
        auto_commit: boolean
        /**
         * Format: date-time
         * @description When the plan was ordered to be carried out.
         */
        committed_at: string | null
        /**
         * @description How many rows there are and what becomes of them. While the file is read, `rows` counts those that were read, and
         *     the others are 0.
         */
        counts: components['schemas']['Counts']
        /** @description When it was announced. */
        created_at: components['schemas']['Timestamp']
        /**
         * Format: uuid
         * @description Who started it.
         * @example 0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69
         */
        created_by: string
        detected: components['schemas']['Detected'] | null
        /** @description What empty cells do to tasks that exist. */
        empty_cells: components['schemas']['EmptyCells']
        failure: components['schemas']['Failure'] | null
        /** @description The file. */
        file: components['schemas']['FileView']
        /**
         * Format: date-time
         * @description When it ended, well or not.
         */
        finished_at: string | null
        /** @description Why each rule of a proposed mapping is there, and how sure that is; empty for a mapping that was given. */
        grounds: components['schemas']['Ground'][]
        /**
         * Format: uuid
         * @description Its id.
         * @example 0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69
         */
        id: string
        /**
         * @description The field by which rows find their tasks, if it was given.
         * @example external_id
         */
        key: string | null
        mapping: components['schemas']['Mapping'] | null
        /** @description What becomes of rows whose tasks exist, and of those whose tasks do not. */
        mode: components['schemas']['Mode']
        /**
         * @description SHA-256 over the file's version, the mapping and the outcome of every row: the same plan, the same hash.
         * @example 6f1ed002ab5595859014ebf0951522d9
         */
        plan_hash: string | null
        /**
         * Format: date-time
         * @description When its plan was complete.
         */
        planned_at: string | null
        /**
         * Format: uuid
         * @description The profile that the mapping is of; `null` if it is of none.
         */
        profile_id: string | null
        /**
         * Format: uuid
         * @description Where its tasks go.
         * @example 0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69
         */
        project_id: string
        /** @description What was said of the file, and is not left to detection. */
        read_as: components['schemas']['ReadAs']
        /**
         * Format: int64
         * @description Counts changes; the `ETag`.
         * @example 4
         */
        revision: number
        speed: components['schemas']['Speed'] | null
        /** @description Where it stands. */
        state: components['schemas']['State']
        undo: components['schemas']['UndoView'] | null
        /**
         * @description The columns that go nowhere.
         * @example [
         *       "Colour"
         *     ]
         */
        unmapped_columns: string[]
      }[]
      /** @description Where the next part begins; `null` at the end. */
      next_cursor: string | null
    }
    /** @description A part of a list. */
    Paged_ImportProfile: {
      /** @description The items. */
      items: {
        /**
         * @description Whether files of its drop folder are carried out as soon as they are planned.
         * @example true
         */
        auto_commit: boolean
        /**
         * @description The columns of its files. A file with these, in any order, gets this mapping proposed.
         * @example [
         *       "Name",
         *       "Urgency"
         *     ]
         */
        columns: string[]
        /** @description When it was made. */
        created_at: components['schemas']['Timestamp']
        empty_cells: components['schemas']['EmptyCells'] | null
        /**
         * @description Where in the bucket its files are dropped: put a file there, and it is imported. Its report appears
         *     under `reports/` instead of `drop/`.
         * @example drop/0198c0a2-7b1c-7f3e-9a55-0a1b2c3d4e5f/0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a70/
         */
        folder: string
        /**
         * Format: uuid
         * @description Its id.
         * @example 0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a70
         */
        id: string
        /**
         * @description The field by which rows find their tasks; `null`: the mapping decides.
         * @example external_id
         */
        key: string | null
        /** @description Which column goes where. */
        mapping: components['schemas']['Mapping']
        mode: components['schemas']['Mode'] | null
        /**
         * @description What people call it.
         * @example Orders of the webshop
         */
        name: string
        /**
         * Format: uuid
         * @description In whose name files of its drop folder are imported, and who is told when one fails.
         * @example 0198c0a2-7b1c-7f3e-9a55-40be1d2c3f4a
         */
        owner: string
        /**
         * Format: uuid
         * @description Where its files' tasks go.
         * @example 0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69
         */
        project_id: string
        /** @description How its files are read, as far as that is not left to detection. */
        read_as: components['schemas']['ReadAs']
        /**
         * Format: int64
         * @description Counts changes; the `ETag`.
         * @example 1
         */
        revision: number
        /**
         * Format: uuid
         * @description The import that it was saved from; `null` if it was written by hand.
         */
        saved_from: string | null
        /** @description When it was last changed. */
        updated_at: components['schemas']['Timestamp']
      }[]
      /** @description Where the next part begins; `null` at the end. */
      next_cursor: string | null
    }
    /** @description A part of a list. */
    Paged_ListedTask: {
      /** @description The items. */
      items: {
        /** @description Who works on it. */
        assignees?: components['schemas']['Id'][]
        completed_at?: components['schemas']['Timestamp'] | null
        /** @description When. */
        created_at?: components['schemas']['Timestamp']
        /** @description Who made it. */
        created_by?: components['schemas']['Id']
        /**
         * @description The project's custom fields that have a value, by their key.
         * @example {
         *       "customer": "Acme",
         *       "amount": 1200
         *     }
         */
        custom?: {
          [key: string]: components['schemas']['CustomValue']
        }
        deleted_at?: components['schemas']['Timestamp'] | null
        /**
         * @description Markdown.
         * @example Terms of 2025 end in **June**.
         */
        description?: string
        due_at?: components['schemas']['Timestamp'] | null
        /**
         * @description What another system calls it; unique within the project.
         * @example CRM-4711
         */
        external_id?: string | null
        /** @description Its id. */
        id: components['schemas']['Id']
        /**
         * @description The project's key and its number there. Never changes, never used again.
         * @example OPS-42
         */
        key: string
        /**
         * Format: int64
         * @description The number within the project.
         * @example 42
         */
        number?: number
        parent_id?: components['schemas']['Id'] | null
        /** @description How urgent it is. */
        priority?: components['schemas']['Priority']
        /** @description The project that it belongs to. */
        project_id?: components['schemas']['Id']
        /**
         * Format: int64
         * @description Counts changes; the `ETag` is the same in quotes.
         * @example 1
         */
        revision?: number
        source?: components['schemas']['SourceView'] | null
        start_at?: components['schemas']['Timestamp'] | null
        /** @description Where it stands. */
        status?: components['schemas']['Status']
        /**
         * @description Words to find it by, in lower case.
         * @example [
         *       "contract",
         *       "carrier"
         *     ]
         */
        tags?: string[]
        /**
         * @description What is to be done.
         * @example Renew the carrier contract
         */
        title?: string
        /** @description When it last changed. */
        updated_at?: components['schemas']['Timestamp']
        /** @description Who wants to hear of it. */
        watchers?: components['schemas']['Id'][]
      }[]
      /** @description Where the next part begins; `null` at the end. */
      next_cursor: string | null
    }
    /** @description A part of a list. */
    Paged_NotificationView: {
      /** @description The items. */
      items: {
        /** @description Who did it. */
        actor: components['schemas']['Actor']
        /**
         * Format: date-time
         * @description When it happened.
         */
        at: string
        /**
         * Format: uuid
         * @description The entry of the audit log that it comes from.
         * @example 0198c0a2-7b1c-7f3e-9a55-40be1d2c3f4a
         */
        event_id: string
        /**
         * @description The beginning of what was said: a comment, how an import ended.
         * @example @Ada King, can you look at this?
         */
        excerpt: string | null
        /**
         * Format: uuid
         * @description Its id.
         * @example 6f1d2b0e-3c4a-5b6c-8d7e-9f0a1b2c3d4e
         */
        id: string
        /**
         * Format: date-time
         * @description When you read it; `null` while you have not.
         */
        read_at: string | null
        /** @description Why you are told. */
        reason: components['schemas']['NotificationReason']
        /** @description The task or the import that it is about. */
        subject: components['schemas']['Subject']
        /**
         * @description What the subject was called then: a task's title, a file's name.
         * @example Renew the certificate of the shop
         */
        title: string
      }[]
      /** @description Where the next part begins; `null` at the end. */
      next_cursor: string | null
    }
    /** @description A part of a list. */
    Paged_OrganizationView: {
      /** @description The items. */
      items: {
        /** @description When it signed up. */
        created_at: components['schemas']['Timestamp']
        /**
         * Format: uuid
         * @description Its id.
         * @example 0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69
         */
        id: string
        /**
         * @description What people call it.
         * @example Acme Logistics
         */
        name: string
        /**
         * Format: int64
         * @description Counts changes; the `ETag`.
         * @example 1
         */
        revision: number
      }[]
      /** @description Where the next part begins; `null` at the end. */
      next_cursor: string | null
    }
    /** @description A part of a list. */
    Paged_ProjectView: {
      /** @description The items. */
      items: {
        /**
         * @description Whether it is closed: its tasks can be read and not changed.
         * @example false
         */
        archived: boolean
        /** @description When. */
        created_at: components['schemas']['Timestamp']
        /** @description Who made it. */
        created_by: components['schemas']['Id']
        /** @description Fields that its tasks have besides the common ones. */
        custom_fields: components['schemas']['CustomField'][]
        /**
         * @description Markdown.
         * @example Everything that keeps the **warehouse** running.
         */
        description: string
        /** @description Its id. */
        id: components['schemas']['Id']
        /**
         * @description What its tasks' keys begin with: tasks of `OPS` are `OPS-1`, `OPS-2`, …
         * @example OPS
         */
        key: string
        /**
         * @description What people call it.
         * @example Operations
         */
        name: string
        /**
         * Format: int64
         * @description Counts changes; the `ETag` is the same in quotes.
         * @example 1
         */
        revision: number
        /**
         * @description Whether guests see it and its tasks.
         * @example false
         */
        shared_with_guests: boolean
      }[]
      /** @description Where the next part begins; `null` at the end. */
      next_cursor: string | null
    }
    /** @description A part of a list. */
    Paged_RowView: {
      /** @description The items. */
      items: {
        /** @description Which fields of its task it changes, from what to what. */
        changes: components['schemas']['Change'][]
        /** @description What is wrong with it. */
        errors: components['schemas']['CellError'][]
        kept: components['schemas']['Kept'] | null
        missed: components['schemas']['Missed'] | null
        /**
         * Format: int64
         * @description The row's number in the file, as a spreadsheet counts: the header is row 1, as a rule.
         * @example 17
         */
        row: number
        skipped: components['schemas']['SkipReason'] | null
        task: components['schemas']['TaskFields'] | null
        /**
         * @description The key of its task; `null` until there is one.
         * @example OPS-42
         */
        task_key: string | null
        /** @description What becomes of it. */
        verdict: components['schemas']['Verdict']
      }[]
      /** @description Where the next part begins; `null` at the end. */
      next_cursor: string | null
    }
    /** @description A part of a list. */
    Paged_SessionView: {
      /** @description The items. */
      items: {
        /**
         * @description The address that it was last used from to log in or refresh.
         * @example 203.0.113.7
         */
        address: string
        /** @description When it began. */
        created_at: components['schemas']['Timestamp']
        /**
         * @description Whether it is the one that asks.
         * @example true
         */
        current: boolean
        /**
         * @description The device in words.
         * @example Firefox on Windows
         */
        device: string
        /** @description When it ends, if it is not used again. */
        expires_at: components['schemas']['Timestamp']
        /**
         * Format: uuid
         * @description Its id.
         * @example 0198c0a2-7b1c-7f3e-9a55-5d1c2b3a4f5e
         */
        id: string
        /** @description When it was last used, to about five minutes. */
        last_seen_at: components['schemas']['Timestamp']
        /**
         * Format: uuid
         * @description Who is logged in.
         * @example 0198c0a2-7b1c-7f3e-9a55-40be1d2c3f4a
         */
        user_id: string
      }[]
      /** @description Where the next part begins; `null` at the end. */
      next_cursor: string | null
    }
    /** @description A part of a list. */
    Paged_TokenView: {
      /** @description The items. */
      items: {
        /**
         * @description Where it may do it.
         * @example [
         *       "tasks",
         *       "imports"
         *     ]
         */
        areas: components['schemas']['Area'][]
        /** @description When it was made. */
        created_at: components['schemas']['Timestamp']
        /** @description When it ends. */
        expires_at: components['schemas']['Timestamp']
        /**
         * Format: uuid
         * @description Its id.
         * @example 0198c0a2-7b1c-7f3e-9a55-6e2d3c4b5a6f
         */
        id: string
        last_used_at: components['schemas']['Timestamp'] | null
        /**
         * @description What it is for.
         * @example Nightly export
         */
        name: string
        /** @description The most that it may do. */
        role: components['schemas']['Role']
        /**
         * Format: uuid
         * @description Whose it is; it never may more than its owner.
         * @example 0198c0a2-7b1c-7f3e-9a55-40be1d2c3f4a
         */
        user_id: string
      }[]
      /** @description Where the next part begins; `null` at the end. */
      next_cursor: string | null
    }
    /** @description A part of a list. */
    Paged_UserView: {
      /** @description The items. */
      items: {
        /** @description When it was created or invited. */
        created_at: components['schemas']['Timestamp']
        /**
         * @description The address to log in with.
         * @example ada@example.com
         */
        email: string
        /**
         * Format: uuid
         * @description Its id.
         * @example 0198c0a2-7b1c-7f3e-9a55-40be1d2c3f4a
         */
        id: string
        /**
         * @description Full name.
         * @example Ada Lovelace
         */
        name: string
        /**
         * Format: int64
         * @description Counts changes; the `ETag`.
         * @example 3
         */
        revision: number
        /** @description What it may do. */
        role: components['schemas']['Role']
        /** @description Whether it can work. */
        state: components['schemas']['UserState']
      }[]
      /** @description Where the next part begins; `null` at the end. */
      next_cursor: string | null
    }
    /** @description A part of a list. */
    Paged_WorkflowSummary: {
      /** @description The items. */
      items: {
        /** @description When. */
        created_at: components['schemas']['Timestamp']
        /** @description Who made it. */
        created_by: components['schemas']['Id']
        /**
         * @description What it is for, as Markdown.
         * @example Asks two of three leads.
         */
        description: string
        /**
         * @description Whether what happens begins runs.
         * @example true
         */
        enabled: boolean
        /**
         * Format: uuid
         * @description Its id.
         */
        id: string
        /**
         * @description What people call it.
         * @example Approve critical tasks
         */
        name: string
        /**
         * Format: int64
         * @description The number of the version that new runs are begun with; `null` before the first.
         * @example 3
         */
        published: number | null
        /**
         * Format: int64
         * @description Counts changes; the `ETag` is the same in quotes.
         * @example 1
         */
        revision: number
        /** @description When it was changed last. */
        updated_at: components['schemas']['Timestamp']
      }[]
      /** @description Where the next part begins; `null` at the end. */
      next_cursor: string | null
    }
    /** @description A part of a list. */
    Paged_WorkflowVersionSummary: {
      /** @description The items. */
      items: {
        /**
         * @description What is new in it.
         * @example Asks the leads first.
         */
        note: string
        /**
         * Format: int64
         * @description Counts the versions of the workflow, from 1.
         * @example 3
         */
        number: number
        /** @description When. */
        published_at: components['schemas']['Timestamp']
        /** @description Who published it. */
        published_by: components['schemas']['Id']
      }[]
      /** @description Where the next part begins; `null` at the end. */
      next_cursor: string | null
    }
    /**
     * @description One thing that a caller may or may not be allowed to do. Written `tasks.write` outside.
     * @enum {string}
     */
    Permission:
      | 'account.own'
      | 'sessions.manage'
      | 'tokens.manage'
      | 'users.read'
      | 'users.manage'
      | 'organization.manage'
      | 'organizations.read_all'
      | 'projects.read'
      | 'projects.manage'
      | 'tasks.read'
      | 'tasks.write'
      | 'tasks.comment'
      | 'comments.change'
      | 'attachments.scan'
      | 'imports.read'
      | 'imports.run'
      | 'import_profiles.manage'
      | 'workflows.read'
      | 'workflows.manage'
      | 'audit.read'
      | 'notifications.own'
    /** @description One permission. */
    PermissionRow: components['schemas']['Row'] & {
      /** @description How far the caller's own reaches, its areas considered. */
      yours: components['schemas']['Grant']
    }
    /** @description The permission table as the caller sees it. */
    Permissions: {
      /** @description What an API token is good for; `null` for people. */
      areas: components['schemas']['Area'][] | null
      /** @description The table. */
      items: components['schemas']['PermissionRow'][]
      /** @description The caller's role; for an API token the lower of its own and its owner's. */
      role: components['schemas']['Role']
    }
    /**
     * @description How urgent a task is. Stored as its rank, so that the database can sort by it.
     * @enum {string}
     */
    Priority: 'low' | 'medium' | 'high' | 'critical'
    /** @description A problem as the caller reads it. */
    Problem: {
      /** @description What would have been possible instead. */
      allowed?: string[] | null
      /** @description The kind of problem as a word for programs. */
      code: components['schemas']['Code']
      /** @description What is wrong here, and what to do. */
      detail: string
      /** @description What is wrong with which field. */
      errors?: components['schemas']['FieldError'][]
      /** @description The id of the request, which also stands in our logs. */
      instance: string
      /**
       * Format: int32
       * @description The HTTP status.
       * @example 422
       */
      status: number
      /**
       * @description The kind of problem in words.
       * @example The content is not valid
       */
      title: string
      /**
       * @description The page that explains the kind of problem.
       * @example /problems/invalid
       */
      type: string
    }
    /** @description A kind of problem, explained. */
    ProblemPage: {
      /** @description What it means, and what to do. */
      advice: string
      /**
       * @description The word in `code`.
       * @example lost_race
       */
      code: string
      /**
       * Format: int32
       * @description The HTTP status that it comes with.
       * @example 412
       */
      status: number
      /**
       * @description In a few words.
       * @example Someone else was faster
       */
      title: string
    }
    /**
     * @description What shall change: absent fields stay as they are.
     * @example {
     *       "name": "Orders of the new webshop",
     *       "auto_commit": false,
     *       "mode": "upsert",
     *       "key": "external_id",
     *       "read_as": {
     *         "date_order": "day_first"
     *       }
     *     }
     */
    ProfilePatch: {
      /**
       * @description Whether files of its drop folder are carried out as soon as they are planned.
       * @example false
       */
      auto_commit?: boolean | null
      /** @description The columns of its files, by which they are recognized; `null` for none. */
      columns?: string[] | null
      empty_cells?: components['schemas']['EmptyCells'] | null
      /**
       * @description The field by which rows find their tasks; `null`: the mapping decides.
       * @example external_id
       */
      key?: string | null
      mapping?: components['schemas']['Mapping'] | null
      mode?: components['schemas']['Mode'] | null
      /**
       * @description What people call it, 1–120 characters.
       * @example Orders of the new webshop
       */
      name?: string | null
      /**
       * Format: uuid
       * @description Another user as its owner, in whose name its files are imported from then on. Only admins hand profiles on.
       * @example 0198c0a2-7b1c-7f3e-9a55-40be1d2c3f4a
       */
      owner?: string | null
      read_as?: components['schemas']['ReadAs'] | null
    }
    /** @description What shall change: absent fields stay as they are. */
    ProjectPatch: {
      /**
       * @description Whether it is closed: its tasks can be read and not changed.
       * @example false
       */
      archived?: boolean | null
      /**
       * @description All of its custom fields, in their order; a field that is missing here is removed, and what tasks have
       *     in it is kept. A field that tasks have values in cannot change its kind.
       */
      custom_fields?: components['schemas']['CustomField'][] | null
      /**
       * @description Markdown, up to 10,000 characters; `null` empties it.
       * @example Everything that keeps the **warehouse** running.
       */
      description?: string | null
      /**
       * @description What people call it, 1–120 characters.
       * @example Operations EMEA
       */
      name?: string | null
      /**
       * @description Whether guests see it and its tasks.
       * @example true
       */
      shared_with_guests?: boolean | null
    }
    /** @description A group of tasks. */
    ProjectView: {
      /**
       * @description Whether it is closed: its tasks can be read and not changed.
       * @example false
       */
      archived: boolean
      /** @description When. */
      created_at: components['schemas']['Timestamp']
      /** @description Who made it. */
      created_by: components['schemas']['Id']
      /** @description Fields that its tasks have besides the common ones. */
      custom_fields: components['schemas']['CustomField'][]
      /**
       * @description Markdown.
       * @example Everything that keeps the **warehouse** running.
       */
      description: string
      /** @description Its id. */
      id: components['schemas']['Id']
      /**
       * @description What its tasks' keys begin with: tasks of `OPS` are `OPS-1`, `OPS-2`, …
       * @example OPS
       */
      key: string
      /**
       * @description What people call it.
       * @example Operations
       */
      name: string
      /**
       * Format: int64
       * @description Counts changes; the `ETag` is the same in quotes.
       * @example 1
       */
      revision: number
      /**
       * @description Whether guests see it and its tasks.
       * @example false
       */
      shared_with_guests: boolean
    }
    /** @description What is published. */
    Publish: {
      /**
       * @description What is new, up to 500 characters.
       * @example Asks the leads first.
       */
      note?: string
    }
    /** @description Which version of a workflow was published. */
    PublishedVersion: {
      /** @description What is new in it, in the words of who published it. */
      note: string
      /**
       * Format: int64
       * @description Its number.
       */
      version: number
    }
    /** @description What a person knows better than any detection. What is absent is detected. */
    ReadAs: {
      date_order?: components['schemas']['DateOrder'] | null
      decimal_mark?: components['schemas']['DecimalMark'] | null
      /**
       * @description What stands between two cells of a CSV file: one character of ASCII, e.g. `;` or a tab.
       * @example ;
       */
      delimiter?: string | null
      encoding?: components['schemas']['Encoding'] | null
      /**
       * Format: int64
       * @description The row with the columns' names, as a spreadsheet counts: from 1 on.
       * @example 1
       */
      header_row?: number | null
      /**
       * @description Which sheet of a workbook is read, by its name.
       * @example Tasks
       */
      sheet?: string | null
    }
    /**
     * @description What is known better than detection: absent fields stay as they are, `null` leaves one to detection again, or to the
     *     profile by which the file is recognized.
     */
    ReadAsPatch: {
      date_order?: components['schemas']['DateOrder'] | null
      decimal_mark?: components['schemas']['DecimalMark'] | null
      /**
       * @description What stands between two cells of a CSV file: one character of ASCII.
       * @example ;
       */
      delimiter?: string | null
      encoding?: components['schemas']['Encoding'] | null
      /**
       * Format: int64
       * @description The row with the columns' names, as a spreadsheet counts.
       * @example 1
       */
      header_row?: number | null
      /**
       * @description Which sheet of a workbook is read, by its name.
       * @example Tasks
       */
      sheet?: string | null
    }
    /** @description How far it was read. */
    ReadUntil: {
      /**
       * Format: date-time
       * @description The time of the newest entry that was seen: what came in since stays unread.
       * @example 2026-11-02T09:30:00.000Z
       */
      until: string
    }
    /** @description Why something happened, as a word for programs. */
    Reason: {
      /** @description The word, e.g. `wrong_password`, or the sentence of a failure. */
      reason: string
    }
    /** @description The refresh token, unless it is in the cookie. */
    Refresh: {
      /**
       * @description From the last log-in or refresh.
       * @example AZjAonscfz6aVT8dLEtaaQ.b2xkIGZhbWlsaWVzIGVuZA.bmV3IHNlY3JldHMgYXQgZWFjaCB1c2U
       */
      refresh_token?: string | null
    }
    /**
     * @description Why a task was not changed.
     * @enum {string}
     */
    Refusal:
      | 'not_found'
      | 'deleted'
      | 'archived'
      | 'status_not_allowed'
      | 'assignee_cannot_see'
      | 'too_many'
      | 'changed_since'
      | 'external_id_taken'
    /** @description What someone may not do. */
    RefusedAccess: {
      /** @description What was tried, e.g. `PATCH /api/tasks/{task}`. */
      operation?: string | null
      /** @description The permission that was lacking, e.g. `tasks.write`. */
      reason: string
      /** @description On what, as the path named it: ids and keys. */
      things?: string[]
    }
    /** @description Whose password was forgotten. */
    RequestReset: {
      /**
       * @description The address to log in with.
       * @example ada@example.com
       */
      email: string
    }
    /**
     * @description What a user is in an organization, from least to most.
     * @enum {string}
     */
    Role: 'guest' | 'user' | 'admin' | 'super_admin'
    /** @description One row of the permission table. */
    Row: {
      /** @description How far an admin's reaches. */
      admin: components['schemas']['Grant']
      /** @description Where it belongs. */
      area: components['schemas']['Area']
      /** @description How far a guest's reaches. */
      guest: components['schemas']['Grant']
      /** @description What is allowed. */
      permission: components['schemas']['Permission']
      /** @description How far a super admin's reaches. */
      super_admin: components['schemas']['Grant']
      /** @description How far a user's reaches. */
      user: components['schemas']['Grant']
    }
    /** @description How many rows of an import fare how. */
    RowCounts: {
      /**
       * Format: int64
       * @description Rows that become, or became, tasks.
       */
      create: number
      /**
       * Format: int64
       * @description Rows with errors, which become nothing.
       */
      error: number
      /**
       * Format: int64
       * @description Rows that were not carried out because the data was not as the plan had seen it; none in a plan.
       */
      missed?: number
      /**
       * Format: int64
       * @description Rows in the file, header and empty rows not counted.
       */
      rows: number
      /**
       * Format: int64
       * @description Rows that do nothing, and with which nothing is wrong.
       */
      skip?: number
      /**
       * Format: int64
       * @description Rows that change, or changed, tasks.
       */
      update?: number
    }
    /** @description A row of the plan. */
    RowView: {
      /** @description Which fields of its task it changes, from what to what. */
      changes: components['schemas']['Change'][]
      /** @description What is wrong with it. */
      errors: components['schemas']['CellError'][]
      kept: components['schemas']['Kept'] | null
      missed: components['schemas']['Missed'] | null
      /**
       * Format: int64
       * @description The row's number in the file, as a spreadsheet counts: the header is row 1, as a rule.
       * @example 17
       */
      row: number
      skipped: components['schemas']['SkipReason'] | null
      task: components['schemas']['TaskFields'] | null
      /**
       * @description The key of its task; `null` until there is one.
       * @example OPS-42
       */
      task_key: string | null
      /** @description What becomes of it. */
      verdict: components['schemas']['Verdict']
    }
    /** @description How one field of a task comes about. */
    Rule: {
      /**
       * @description The source's column, by its name. Either this or `constant`.
       * @example Urgency
       */
      column?: string | null
      /** @description The same text for every row. */
      constant?: string | null
      create?: components['schemas']['NewField'] | null
      /**
       * @description What an empty cell is taken for.
       * @example medium
       */
      default?: string | null
      /**
       * @description For `assignees` and `tags`: the characters between two of them. Comma, semicolon and line break, if absent.
       * @example ,;
       */
      split?: string | null
      /**
       * @description The field: `title`, `description`, `status`, `priority`, `assignees`, `tags`, `start_at`, `due_at`,
       *     `external_id`, or `custom.` and the key of a custom field; `task_key` names the task that a row changes.
       * @example priority
       */
      target: string
      /** @description What to read instead of certain texts; case and surrounding spaces do not matter. */
      values?: components['schemas']['Translation'][]
    }
    /**
     * @description What speaks for a proposal.
     * @enum {string}
     */
    RuleReason: 'profile' | 'name' | 'content'
    /** @description What the profile is called. */
    SavedProfile: {
      /**
       * @description Whether files of its drop folder are carried out as soon as they are planned.
       * @default true
       * @example true
       */
      auto_commit: boolean
      /**
       * @description What people call it, 1–120 characters.
       * @example Orders of the webshop
       */
      name: string
    }
    /** @description What a virus scanner found. */
    ScanReport: {
      /**
       * @description The scanner's own words, up to 300 characters.
       * @example Win.Test.EICAR_HDB-1
       */
      detail?: string | null
      /** @description Whether the file is harmful. */
      verdict: components['schemas']['ScanVerdict']
    }
    /**
     * @description What the virus scanner said of a file.
     * @enum {string}
     */
    ScanState: 'unscanned' | 'clean' | 'infected'
    /**
     * @description Whether a file is harmful.
     * @enum {string}
     */
    ScanVerdict: 'clean' | 'infected'
    /** @description A log-in on one device. */
    SessionView: {
      /**
       * @description The address that it was last used from to log in or refresh.
       * @example 203.0.113.7
       */
      address: string
      /** @description When it began. */
      created_at: components['schemas']['Timestamp']
      /**
       * @description Whether it is the one that asks.
       * @example true
       */
      current: boolean
      /**
       * @description The device in words.
       * @example Firefox on Windows
       */
      device: string
      /** @description When it ends, if it is not used again. */
      expires_at: components['schemas']['Timestamp']
      /**
       * Format: uuid
       * @description Its id.
       * @example 0198c0a2-7b1c-7f3e-9a55-5d1c2b3a4f5e
       */
      id: string
      /** @description When it was last used, to about five minutes. */
      last_seen_at: components['schemas']['Timestamp']
      /**
       * Format: uuid
       * @description Who is logged in.
       * @example 0198c0a2-7b1c-7f3e-9a55-40be1d2c3f4a
       */
      user_id: string
    }
    /** @description A sheet of a workbook. */
    SheetName: {
      /** @description Whether a spreadsheet hides it. Such a sheet is only read when it is asked for, or has the only data. */
      hidden: boolean
      /**
       * @description What it is called.
       * @example Tasks
       */
      name: string
    }
    /** @description A request that uploads one file of one size and type. */
    SignedUpload: {
      /**
       * Format: date-time
       * @description Until when the upload may begin.
       */
      expires_at: string
      /** @description Headers that must be sent exactly so. */
      headers: {
        [key: string]: string
      }
      /**
       * @description Always `PUT`.
       * @example PUT
       */
      method: string
      /**
       * @description Where to send the file.
       * @example https://files.example.com/uploads/…?X-Amz-Signature=…
       */
      url: string
    }
    /** @description Who wants to begin. */
    SignUp: {
      /**
       * @description E-mail address to log in with.
       * @example ada@example.com
       */
      email: string
      /**
       * @description Full name of its first admin.
       * @example Ada Lovelace
       */
      name: string
      /**
       * @description What the organization is called, 1–120 characters.
       * @example Acme Logistics
       */
      organization: string
      /**
       * Format: password
       * @description At least 8 characters.
       * @example correct horse battery staple
       */
      password: string
    }
    /**
     * @description Why a row does nothing.
     * @enum {string}
     */
    SkipReason: 'unchanged' | 'exists' | 'no_such_task' | 'done_before'
    /** @description The row of a file that a task was made from. */
    SourceView: {
      /**
       * Format: uuid
       * @description The import.
       */
      import_id: string
      /**
       * Format: int64
       * @description The row's number in the file; the header is row 1.
       * @example 17
       */
      row: number
    }
    /** @description How fast an import goes. */
    Speed: {
      /**
       * Format: date-time
       * @description When the present step will have ended at this speed; `null` while it is not known how many rows there are.
       */
      estimated_end: string | null
      /**
       * Format: double
       * @description Rows per second, since the present step began.
       * @example 2150.5
       */
      rows_per_second: number
    }
    /**
     * @description Where an import stands.
     * @enum {string}
     */
    State:
      | 'awaiting_upload'
      | 'reading'
      | 'planned'
      | 'committing'
      | 'completed'
      | 'failed'
      | 'cancelled'
      | 'undoing'
      | 'undone'
    /**
     * @description Where a task stands.
     * @enum {string}
     */
    Status: 'new' | 'in_progress' | 'on_hold' | 'completed'
    /** @description A thing that an event happened to. */
    Subject: {
      /** @description Its id. */
      id: string
      /** @description What people call it, e.g. `OPS-42`. */
      key?: string | null
      /** @description What sort of thing. */
      type: components['schemas']['SubjectKind']
    }
    /**
     * @description The sorts of things that events happen to.
     * @enum {string}
     */
    SubjectKind:
      | 'organization'
      | 'user'
      | 'session'
      | 'api_token'
      | 'project'
      | 'task'
      | 'comment'
      | 'attachment'
      | 'import'
      | 'import_profile'
      | 'workflow'
    /**
     * @description How sure a decision is.
     * @enum {string}
     */
    Sure: 'given' | 'certain' | 'likely' | 'guessed'
    /** @description Tags in use. */
    Tags: {
      /** @description The most used first, at most 1,000. */
      items: components['schemas']['TagView'][]
    }
    /** @description A tag in use. */
    TagView: {
      /**
       * Format: int64
       * @description How many tasks have it.
       * @example 7
       */
      count: number
      /**
       * @description The tag.
       * @example contract
       */
      tag: string
    }
    /** @description How many tasks there are. */
    TaskCount: {
      /**
       * Format: int64
       * @description So many were counted, 10,000 at most.
       * @example 214
       */
      count: number
      /** @description Whether there are more. */
      more: boolean
    }
    /**
     * @description What happens to a task.
     * @enum {string}
     */
    TaskEvent: 'created' | 'changed' | 'status_changed' | 'completed' | 'commented'
    /** @description The fields of a task that a row becomes. */
    TaskFields: {
      /** @description The people on it. */
      assignees?: string[]
      /** @description Custom fields, by key. */
      custom?: Record<string, unknown>
      /** @description The description. */
      description?: string
      /**
       * Format: date-time
       * @description When it should be done.
       */
      due_at?: string | null
      /**
       * @description What another system calls it.
       * @example CRM-4711
       */
      external_id?: string | null
      /** @description The priority. */
      priority: components['schemas']['Priority']
      /**
       * Format: date-time
       * @description When it should begin.
       */
      start_at?: string | null
      /** @description The status. */
      status: components['schemas']['Status']
      /** @description The tags. */
      tags?: string[]
      /**
       * @description The title.
       * @example Call the carrier
       */
      title: string
    }
    /** @description What shall change: absent fields stay as they are, `null` empties a field. */
    TaskPatch: {
      /** @description Who works on it: users of the organization, at most 50. Replaces the list. */
      assignees?: components['schemas']['Id'][] | null
      /**
       * @description Values of the project's custom fields by their key; `null` empties one, the others stay. `null` for the
       *     whole empties all.
       * @example {
       *       "customer": "Acme",
       *       "amount": 1200
       *     }
       */
      custom?: {
        [key: string]: unknown
      } | null
      /**
       * @description Markdown, up to 50,000 characters.
       * @example Terms of 2025 end in **June**.
       */
      description?: string | null
      due_at?: components['schemas']['Timestamp'] | null
      /**
       * @description What another system calls it, up to 200 characters; unique within the project.
       * @example null
       */
      external_id?: string | null
      parent_id?: components['schemas']['Id'] | null
      priority?: components['schemas']['Priority'] | null
      start_at?: components['schemas']['Timestamp'] | null
      status?: components['schemas']['Status'] | null
      /**
       * @description At most 50 words of up to 60 characters, without commas; kept in lower case. Replaces the list.
       * @example [
       *       "contract",
       *       "carrier"
       *     ]
       */
      tags?: string[] | null
      /**
       * @description What is to be done, 1–500 characters.
       * @example Renew the carrier contract
       */
      title?: string | null
    }
    /** @description What became of a task. */
    TaskResult: {
      /** @description The statuses that it can go to, where the one that was asked for is not among them. */
      allowed?: components['schemas']['Status'][] | null
      /** @description The task. */
      id: components['schemas']['Id']
      /**
       * @description What people call it; `null` if there is no such task.
       * @example OPS-42
       */
      key?: string | null
      reason?: components['schemas']['Refusal'] | null
      /** @description Whether it changed. */
      result: components['schemas']['Outcome']
    }
    /** @description A piece of work. */
    TaskView: {
      /** @description Who works on it. */
      assignees: components['schemas']['Id'][]
      completed_at?: components['schemas']['Timestamp'] | null
      /** @description When. */
      created_at: components['schemas']['Timestamp']
      /** @description Who made it. */
      created_by: components['schemas']['Id']
      /**
       * @description The project's custom fields that have a value, by their key.
       * @example {
       *       "customer": "Acme",
       *       "amount": 1200
       *     }
       */
      custom: {
        [key: string]: components['schemas']['CustomValue']
      }
      deleted_at?: components['schemas']['Timestamp'] | null
      /**
       * @description Markdown.
       * @example Terms of 2025 end in **June**.
       */
      description: string
      due_at?: components['schemas']['Timestamp'] | null
      /**
       * @description What another system calls it; unique within the project.
       * @example CRM-4711
       */
      external_id?: string | null
      /** @description Its id. */
      id: components['schemas']['Id']
      /**
       * @description The project's key and its number there. Never changes, never used again.
       * @example OPS-42
       */
      key: string
      /**
       * Format: int64
       * @description The number within the project.
       * @example 42
       */
      number: number
      parent_id?: components['schemas']['Id'] | null
      /** @description How urgent it is. */
      priority: components['schemas']['Priority']
      /** @description The project that it belongs to. */
      project_id: components['schemas']['Id']
      /**
       * Format: int64
       * @description Counts changes; the `ETag` is the same in quotes.
       * @example 1
       */
      revision: number
      source?: components['schemas']['SourceView'] | null
      start_at?: components['schemas']['Timestamp'] | null
      /** @description Where it stands. */
      status: components['schemas']['Status']
      /**
       * @description Words to find it by, in lower case.
       * @example [
       *       "contract",
       *       "carrier"
       *     ]
       */
      tags: string[]
      /**
       * @description What is to be done.
       * @example Renew the carrier contract
       */
      title: string
      /** @description When it last changed. */
      updated_at: components['schemas']['Timestamp']
      /** @description Who wants to hear of it. */
      watchers: components['schemas']['Id'][]
    }
    /**
     * @description A text with gaps, e.g. `Please look at {{ trigger.task.title }}`.
     * @example Please look at {{ trigger.task.title }}
     */
    Template: string
    /**
     * Format: date-time
     * @example 2026-03-31T09:00:00.000Z
     */
    Timestamp: string
    /** @description Credentials of a session. */
    Tokens: {
      /**
       * @description Send it as `Authorization: Bearer …`.
       * @example eyJ0eXAiOiJKV1QiLCJhbGciOiJFZERTQSJ9.eyJpc3MiOiJrYXRhbHVzaXMifQ.c2lnbmF0dXJl
       */
      access_token: string
      /**
       * Format: int64
       * @description Seconds until the access token expires.
       * @example 86400
       */
      expires_in: number
      /**
       * @description Gets new tokens at `POST /api/auth/refresh`; good once. Browsers have it in the cookie `__Host-refresh`,
       *     out of reach of scripts; where that cookie was used, this is left out.
       * @example AZjAonscfz6aVT8dLEtaaQ.b2xkIGZhbWlsaWVzIGVuZA.bmV3IHNlY3JldHMgYXQgZWFjaCB1c2U
       */
      refresh_token?: string | null
      /**
       * @description Always `Bearer`.
       * @example Bearer
       */
      token_type: string
    }
    /** @description A program's credential, without its secret. */
    TokenView: {
      /**
       * @description Where it may do it.
       * @example [
       *       "tasks",
       *       "imports"
       *     ]
       */
      areas: components['schemas']['Area'][]
      /** @description When it was made. */
      created_at: components['schemas']['Timestamp']
      /** @description When it ends. */
      expires_at: components['schemas']['Timestamp']
      /**
       * Format: uuid
       * @description Its id.
       * @example 0198c0a2-7b1c-7f3e-9a55-6e2d3c4b5a6f
       */
      id: string
      last_used_at: components['schemas']['Timestamp'] | null
      /**
       * @description What it is for.
       * @example Nightly export
       */
      name: string
      /** @description The most that it may do. */
      role: components['schemas']['Role']
      /**
       * Format: uuid
       * @description Whose it is; it never may more than its owner.
       * @example 0198c0a2-7b1c-7f3e-9a55-40be1d2c3f4a
       */
      user_id: string
    }
    /** @description One text that stands for another. */
    Translation: {
      /**
       * @description What the cell says.
       * @example Urgent
       */
      from: string
      /**
       * @description What is read instead.
       * @example critical
       */
      to: string
    }
    /** @description How the tasks of an import fared when it was undone. */
    UndoCounts: {
      /**
       * Format: int64
       * @description Tasks that went to the bin.
       */
      deleted: number
      /**
       * Format: int64
       * @description Tasks that were kept, because someone changed them since.
       */
      kept: number
      /**
       * Format: int64
       * @description Tasks that got their old values back.
       */
      restored?: number
    }
    /** @description Which bulk change was taken back. */
    Undone: {
      /** @description The event of the bulk change. */
      event_id: string
    }
    /** @description What became of a task. */
    UndoneTask: {
      /** @description The task. */
      id: components['schemas']['Id']
      /**
       * @description What people call it.
       * @example OPS-42
       */
      key?: string | null
      reason?: components['schemas']['Refusal'] | null
      /** @description Whether it is as it was. */
      result: components['schemas']['UndoOutcome']
    }
    /**
     * @description Whether a task is as it was.
     * @enum {string}
     */
    UndoOutcome: 'reverted' | 'kept'
    /** @description What became of the tasks of a bulk change that was taken back. */
    UndoResult: {
      event_id?: components['schemas']['Id'] | null
      /** @description Each task of the change. */
      results: components['schemas']['UndoneTask'][]
      /**
       * @description How many tasks are as they were before the change.
       * @example 1
       */
      reverted: number
    }
    /** @description How an import is being undone, or was. */
    UndoView: {
      /**
       * Format: int64
       * @description Tasks that went to the bin, from where they can be restored for 30 days.
       * @example 494
       */
      deleted: number
      /**
       * Format: date-time
       * @description When it was done; `null` while it goes on.
       */
      finished_at: string | null
      /**
       * Format: int64
       * @description Tasks that were kept because someone changed them since; `GET /api/imports/{id}/rows?kept=true` lists them.
       * @example 1
       */
      kept: number
      /**
       * Format: int64
       * @description Tasks that are still to be taken back.
       * @example 0
       */
      left: number
      /** @description When it was ordered. */
      ordered_at: components['schemas']['Timestamp']
      /**
       * Format: int64
       * @description Tasks that got their old values back.
       * @example 0
       */
      restored: number
    }
    /** @description How much is unread. */
    Unread: {
      /**
       * Format: int64
       * @description Unread entries, counted up to 100.
       * @example 3
       */
      count: number
    }
    /**
     * @description Whether a file's content is there.
     * @enum {string}
     */
    UploadState: 'pending' | 'ready'
    /**
     * @description Whether a user can work.
     * @enum {string}
     */
    UserState: 'invited' | 'active' | 'disabled'
    /** @description A person of the organization. */
    UserView: {
      /** @description When it was created or invited. */
      created_at: components['schemas']['Timestamp']
      /**
       * @description The address to log in with.
       * @example ada@example.com
       */
      email: string
      /**
       * Format: uuid
       * @description Its id.
       * @example 0198c0a2-7b1c-7f3e-9a55-40be1d2c3f4a
       */
      id: string
      /**
       * @description Full name.
       * @example Ada Lovelace
       */
      name: string
      /**
       * Format: int64
       * @description Counts changes; the `ETag`.
       * @example 3
       */
      revision: number
      /** @description What it may do. */
      role: components['schemas']['Role']
      /** @description Whether it can work. */
      state: components['schemas']['UserState']
    }
    /**
     * @description What becomes of a row, in a word.
     * @enum {string}
     */
    Verdict: 'create' | 'update' | 'skip' | 'error'
    /** @description A workflow with its draft. */
    Workflow: components['schemas']['WorkflowSummary'] & {
      /** @description What is drawn at present. */
      draft: components['schemas']['WorkflowDefinition']
      /** @description What has to be mended in the draft before it can be published. */
      findings: components['schemas']['WorkflowFinding'][]
    }
    /** @description Asks people to approve, and goes on by `approved` or `rejected`. */
    WorkflowApproval: {
      /** @description Whether the one who began the run may approve as well. */
      allow_self?: boolean
      /** @description Who is asked. */
      approvers: components['schemas']['WorkflowApprover'][]
      /**
       * Format: int32
       * @description How many of them have to approve.
       * @example 2
       */
      needed?: number
      /** @description What happens when the node's time is over. */
      on_limit?: components['schemas']['WorkflowApprovalLimit']
      /** @description What they are asked. */
      question: components['schemas']['Template']
      /** @description Whether each has to say why. */
      reason_required?: boolean
      /**
       * Format: int32
       * @description After how many seconds, and then again and again, those who have not answered are reminded.
       * @example 3600
       */
      remind_every_seconds?: number | null
    }
    /** @description What happens when the time of an approval is over. */
    WorkflowApprovalLimit:
      | 'exit'
      | 'approve'
      | 'reject'
      | {
          /** @description These are asked instead, for as long again; after that the run goes on by `timed_out`. */
          escalate: components['schemas']['WorkflowApprover'][]
        }
    /** @description Someone who is asked to approve. */
    WorkflowApprover:
      | {
          /** @description A person. */
          person: components['schemas']['WorkflowPerson']
        }
      | {
          /** @description Everyone with this role. */
          role: components['schemas']['Role']
        }
    /** @description One of the ways. */
    WorkflowBranch: {
      /**
       * @description Its exit.
       * @example expensive
       */
      exit: string
      /** @description When it is taken. */
      when: components['schemas']['Expression']
    }
    /** @description Changes a task, or comments on it. */
    WorkflowChangeTask: {
      /** @description Tags that it gets besides its own. */
      add_tags?: components['schemas']['Template'][]
      /** @description Who works on it from now on. */
      assignees?: components['schemas']['WorkflowPerson'][] | null
      comment?: components['schemas']['Template'] | null
      priority?: components['schemas']['Priority'] | null
      status?: components['schemas']['Status'] | null
      /** @description The id of which task, e.g. `trigger.task.id`. */
      task: components['schemas']['Expression']
    }
    /** @description A way to tell something. */
    WorkflowChannel:
      | {
          /** @description Into the inboxes of these people. */
          inbox: components['schemas']['WorkflowPerson'][]
        }
      | {
          /** @description By e-mail to these people. */
          email: components['schemas']['WorkflowPerson'][]
        }
      | {
          /** @description To the Slack channel behind this incoming webhook. */
          slack: string
        }
      | {
          /** @description To this address, signed by the Standard Webhooks convention. */
          webhook: string
        }
    /** @description Goes on by the first branch whose condition holds, otherwise by the exit `otherwise`. */
    WorkflowCondition: {
      /** @description The branches, in the order in which they are asked. */
      branches: components['schemas']['WorkflowBranch'][]
    }
    /** @description Creates a task. */
    WorkflowCreateTask: {
      /** @description Who works on it. */
      assignees?: components['schemas']['WorkflowPerson'][]
      description?: components['schemas']['Template'] | null
      /**
       * Format: int32
       * @description In how many seconds it is due.
       */
      due_in_seconds?: number | null
      priority?: components['schemas']['Priority'] | null
      project_id?: components['schemas']['Id'] | null
      /** @description Its tags. */
      tags?: components['schemas']['Template'][]
      /** @description Its title. */
      title: components['schemas']['Template']
      /** @description Whether the run waits until the task is completed. */
      wait?: boolean
    }
    /**
     * @description A workflow as it is drawn.
     *
     *     Anything that has this shape can be saved as a draft; [`validate`](super::validate::validate) says what is missing
     *     before it can run.
     */
    WorkflowDefinition: {
      /** @description What follows on what. */
      edges?: components['schemas']['WorkflowEdge'][]
      /** @description The steps. */
      nodes: components['schemas']['WorkflowNode'][]
      /** @description Values that a run is begun with, and that its nodes read and set. */
      variables?: components['schemas']['WorkflowVariable'][]
    }
    /** @description Waits, and goes on. */
    WorkflowDelay: {
      /** @description How long. */
      wait: components['schemas']['WorkflowWait']
    }
    /** @description That one node follows on another. */
    WorkflowEdge: {
      /**
       * @description By which of its exits.
       * @example next
       */
      exit?: string
      /** @description The node that is left. */
      from: components['schemas']['NodeId']
      /** @description The node that is come to. */
      to: components['schemas']['NodeId']
    }
    /** @description Something that has to be mended before the workflow can run. */
    WorkflowFinding: {
      /** @description What sort of mistake it is. */
      code: components['schemas']['WorkflowFindingCode']
      /** @description For people: what is wrong, and what to do. */
      message: string
      node?: components['schemas']['NodeId'] | null
      /**
       * @description Where in the node or, without one, in the definition: a JSON Pointer.
       * @example /does/question
       */
      pointer?: string | null
    }
    /**
     * @description The sorts of mistakes.
     * @enum {string}
     */
    WorkflowFindingCode:
      | 'no_start'
      | 'too_much'
      | 'bad_name'
      | 'bad_edge'
      | 'unreachable'
      | 'dead_end'
      | 'endless_loop'
      | 'missing_setting'
      | 'bad_setting'
      | 'bad_expression'
      | 'unknown_variable'
      | 'type_mismatch'
    /** @description Calls a web address. An answer of 2xx is a success; 429 and 5xx are tried again. */
    WorkflowHttpCall: {
      body?: components['schemas']['Template'] | null
      /** @description Headers. */
      headers?: {
        [key: string]: components['schemas']['Template']
      }
      /** @description How. */
      method: components['schemas']['HttpMethod']
      /** @description Where to. */
      url: components['schemas']['Template']
    }
    /** @description Brings the branches of the innermost split together again. */
    WorkflowJoin: {
      /** @description How many branches are waited for. */
      needed: components['schemas']['Needed']
      /** @description Whether the others are stopped once enough came; otherwise they go on to their end. */
      stop_others?: boolean
    }
    /** @description One step of a workflow. */
    WorkflowNode: {
      /** @description What it does. */
      does: components['schemas']['WorkflowNodeKind']
      /** @description Its name for expressions and edges. */
      id: components['schemas']['NodeId']
      /**
       * Format: int32
       * @description How many seconds it may take before it is overdue; as long as it likes, if absent.
       * @example 14400
       */
      limit_seconds?: number | null
      /**
       * @description Its name for people.
       * @example Ask the leads
       */
      name: string
      /** @description Where it lies on the canvas. */
      position?: components['schemas']['WorkflowPosition']
      retries?: components['schemas']['WorkflowRetries'] | null
    }
    /** @description What a node does, with its settings. */
    WorkflowNodeKind:
      | (components['schemas']['WorkflowStart'] & {
          /** @enum {string} */
          kind: 'start'
        })
      | (components['schemas']['WorkflowCreateTask'] & {
          /** @enum {string} */
          kind: 'create_task'
        })
      | (components['schemas']['WorkflowChangeTask'] & {
          /** @enum {string} */
          kind: 'change_task'
        })
      | (components['schemas']['WorkflowCondition'] & {
          /** @enum {string} */
          kind: 'condition'
        })
      | (components['schemas']['WorkflowApproval'] & {
          /** @enum {string} */
          kind: 'approval'
        })
      | (components['schemas']['WorkflowNotification'] & {
          /** @enum {string} */
          kind: 'notification'
        })
      | (components['schemas']['WorkflowDelay'] & {
          /** @enum {string} */
          kind: 'delay'
        })
      | (components['schemas']['WorkflowHttpCall'] & {
          /** @enum {string} */
          kind: 'http_call'
        })
      | (components['schemas']['WorkflowSubWorkflow'] & {
          /** @enum {string} */
          kind: 'sub_workflow'
        })
      | (components['schemas']['WorkflowParallel'] & {
          /** @enum {string} */
          kind: 'parallel'
        })
      | (components['schemas']['WorkflowJoin'] & {
          /** @enum {string} */
          kind: 'join'
        })
    /** @description Tells people or systems something. */
    WorkflowNotification: {
      /** @description By which way, and whom. */
      channel: components['schemas']['WorkflowChannel']
      /** @description What. */
      text: components['schemas']['Template']
    }
    /** @description Goes on by all edges of its exit at once. A join brings the branches together again; those that need none just end. */
    WorkflowParallel: Record<string, unknown>
    /** @description What shall change: absent fields stay as they are. */
    WorkflowPatch: {
      /**
       * @description Markdown, up to 10,000 characters; `null` empties it.
       * @example Asks two of three leads.
       */
      description?: string | null
      draft?: components['schemas']['WorkflowDefinition'] | null
      /**
       * @description Whether what happens begins runs. Those that were begun go on.
       * @example false
       */
      enabled?: boolean | null
      /**
       * @description What people call it, 1–120 characters.
       * @example Approve critical tasks
       */
      name?: string | null
    }
    /** @description Someone, or whoever an expression gives. */
    WorkflowPerson:
      | {
          /** @description This user. */
          user: components['schemas']['Id']
        }
      | {
          /** @description The user, or the list of users, whose ids this gives, e.g. `trigger.task.assignees`. */
          from: components['schemas']['Expression']
        }
    /** @description A place on the canvas, in its own units. */
    WorkflowPosition: {
      /**
       * Format: double
       * @description From left to right.
       */
      x: number
      /**
       * Format: double
       * @description From top to bottom.
       */
      y: number
    }
    /** @description How often what fails is tried again: after `first_seconds`, then after twice as long each time, an hour at most. */
    WorkflowRetries: {
      /**
       * Format: int32
       * @description How often it is tried altogether.
       * @example 5
       */
      attempts: number
      /**
       * Format: int32
       * @description How many seconds after the first failure it is tried again.
       * @example 10
       */
      first_seconds: number
    }
    /** @description What begins runs. */
    WorkflowStart:
      | {
          /** @enum {string} */
          when: 'manual'
        }
      | {
          /** @description What. */
          event: components['schemas']['TaskEvent']
          filter?: components['schemas']['Expression'] | null
          project_id?: components['schemas']['Id'] | null
          /** @enum {string} */
          when: 'task_event'
        }
      | {
          /**
           * @description When, as a cron pattern: minute, hour, day of month, month, day of week.
           * @example 0 9 * * MON-FRI
           */
          cron: string
          /**
           * @description In which time zone the pattern is read.
           * @example Europe/Berlin
           */
          time_zone: string
          /** @enum {string} */
          when: 'schedule'
        }
      | {
          /** @enum {string} */
          when: 'webhook'
        }
      | {
          /**
           * Format: uuid
           * @description Only of this profile.
           */
          profile_id?: string | null
          /** @enum {string} */
          when: 'import_finished'
        }
    /** @description Begins a run of another workflow. */
    WorkflowSubWorkflow: {
      /** @description The variables that it is begun with. */
      vars?: {
        [key: string]: components['schemas']['Expression']
      }
      /** @description Whether the run waits until the other one is over. */
      wait?: boolean
      workflow_id?: components['schemas']['Id'] | null
    }
    /** @description A workflow without its draft. */
    WorkflowSummary: {
      /** @description When. */
      created_at: components['schemas']['Timestamp']
      /** @description Who made it. */
      created_by: components['schemas']['Id']
      /**
       * @description What it is for, as Markdown.
       * @example Asks two of three leads.
       */
      description: string
      /**
       * @description Whether what happens begins runs.
       * @example true
       */
      enabled: boolean
      /**
       * Format: uuid
       * @description Its id.
       */
      id: string
      /**
       * @description What people call it.
       * @example Approve critical tasks
       */
      name: string
      /**
       * Format: int64
       * @description The number of the version that new runs are begun with; `null` before the first.
       * @example 3
       */
      published: number | null
      /**
       * Format: int64
       * @description Counts changes; the `ETag` is the same in quotes.
       * @example 1
       */
      revision: number
      /** @description When it was changed last. */
      updated_at: components['schemas']['Timestamp']
    }
    /** @description A value that a run is begun with, or that its nodes set. */
    WorkflowVariable: {
      /** @description What it is until it is set. */
      initial?: unknown
      /**
       * @description What the form says beside it.
       * @example Amount in euros
       */
      label: string
      /**
       * @description Its name in expressions: `vars.amount`.
       * @example amount
       */
      name: string
      /** @description Whether a run cannot be begun without it. */
      required?: boolean
      /** @description What it holds. */
      type: components['schemas']['WorkflowVariableType']
    }
    /** @description What a [`Variable`] holds. */
    WorkflowVariableType:
      | 'text'
      | 'number'
      | 'yes_no'
      | 'date'
      | 'person'
      | {
          /** @description One of these words. */
          choice: string[]
        }
    /** @description A version of a workflow. */
    WorkflowVersion: components['schemas']['WorkflowVersionSummary'] & {
      /** @description What was drawn. */
      definition: components['schemas']['WorkflowDefinition']
    }
    /** @description A version of a workflow, without what was drawn. */
    WorkflowVersionSummary: {
      /**
       * @description What is new in it.
       * @example Asks the leads first.
       */
      note: string
      /**
       * Format: int64
       * @description Counts the versions of the workflow, from 1.
       * @example 3
       */
      number: number
      /** @description When. */
      published_at: components['schemas']['Timestamp']
      /** @description Who published it. */
      published_by: components['schemas']['Id']
    }
    /** @description How long to wait. */
    WorkflowWait:
      | {
          /**
           * Format: int32
           * @description So many seconds.
           */
          seconds: number
        }
      | {
          /** @description Until the time, or the beginning of the day, that this gives; not at all if that is over. */
          until: components['schemas']['Expression']
        }
  }
  responses: never
  parameters: never
  requestBodies: never
  headers: never
  pathItems: never
}
export type $defs = Record<string, never>
export interface operations {
  list_audit_entries: {
    parameters: {
      query?: {
        /**
         * @description Any of these users, API tokens or imports, by id; repeat it for several. A user is found acting itself, and
         *     through a token or an import.
         */
        actor?: string[]
        /** @description Any of these sorts of actors; repeat it for several. */
        actor_type?: components['schemas']['ActorType'][]
        /** @description Where to go on: `next_cursor` of the part before. */
        cursor?: string
        /** @description Not before this time. */
        from?: string
        /** @description Any of these kinds, e.g. `task.created`; repeat it for several. */
        kind?: string[]
        /** @description At most this many items, 1 to 200. A page ends earlier when its texts are very long. */
        limit?: number
        /** @description The request that caused it. */
        request_id?: string
        /** @description The id of a thing that it happened to. */
        subject?: string
        /** @description Before this time. */
        until?: string
      }
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description Entries */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Paged_AuditEntry']
        }
      }
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/malformed",
           *       "title": "The request cannot be read",
           *       "status": 400,
           *       "detail": "A part of the request is not in the form that the API reference describes: a body that is not JSON, a query parameter that is unknown or not of its type",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "malformed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description You are not logged in */
      401: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unauthenticated",
           *       "title": "You are not logged in",
           *       "status": 401,
           *       "detail": "The request has no credential, or one that is expired, revoked or not ours",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unauthenticated"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description You may not do this */
      403: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/forbidden",
           *       "title": "You may not do this",
           *       "status": 403,
           *       "detail": "Your role, or the areas of your API token, do not include the permission that `detail` names",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "forbidden"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description There is no such thing */
      404: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/not_found",
           *       "title": "There is no such thing",
           *       "status": 404,
           *       "detail": "Nothing with this id or path exists in your organization, or you may not know of it",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "not_found"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description This method is not possible here */
      405: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/method_not_allowed",
           *       "title": "This method is not possible here",
           *       "status": 405,
           *       "detail": "The path exists, but not for this HTTP method",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "method_not_allowed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Something went wrong on our side */
      500: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/internal",
           *       "title": "Something went wrong on our side",
           *       "status": 500,
           *       "detail": "This is a bug",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "internal"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The service is away for a moment */
      503: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unavailable",
           *       "title": "The service is away for a moment",
           *       "status": 503,
           *       "detail": "Something that we need cannot be reached",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unavailable"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  export_audit_entries: {
    parameters: {
      query?: {
        /**
         * @description Any of these users, API tokens or imports, by id; repeat it for several. A user is found acting itself, and
         *     through a token or an import.
         */
        actor?: string[]
        /** @description Any of these sorts of actors; repeat it for several. */
        actor_type?: components['schemas']['ActorType'][]
        /** @description Not before this time. */
        from?: string
        /** @description Any of these kinds, e.g. `task.created`; repeat it for several. */
        kind?: string[]
        /** @description The request that caused it. */
        request_id?: string
        /** @description The id of a thing that it happened to. */
        subject?: string
        /** @description Before this time. */
        until?: string
      }
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The file is at `Location` */
      303: {
        headers: {
          /** @description Signed link */
          location?: string
          [name: string]: unknown
        }
        content?: never
      }
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/malformed",
           *       "title": "The request cannot be read",
           *       "status": 400,
           *       "detail": "A part of the request is not in the form that the API reference describes: a body that is not JSON, a query parameter that is unknown or not of its type",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "malformed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description You are not logged in */
      401: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unauthenticated",
           *       "title": "You are not logged in",
           *       "status": 401,
           *       "detail": "The request has no credential, or one that is expired, revoked or not ours",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unauthenticated"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description You may not do this */
      403: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/forbidden",
           *       "title": "You may not do this",
           *       "status": 403,
           *       "detail": "Your role, or the areas of your API token, do not include the permission that `detail` names",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "forbidden"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description There is no such thing */
      404: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/not_found",
           *       "title": "There is no such thing",
           *       "status": 404,
           *       "detail": "Nothing with this id or path exists in your organization, or you may not know of it",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "not_found"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description This method is not possible here */
      405: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/method_not_allowed",
           *       "title": "This method is not possible here",
           *       "status": 405,
           *       "detail": "The path exists, but not for this HTTP method",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "method_not_allowed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description More than 200 MB */
      422: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/invalid",
           *       "title": "The content is not valid",
           *       "status": 422,
           *       "detail": "The request is in the right form, but values in it are not possible",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "invalid"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Something went wrong on our side */
      500: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/internal",
           *       "title": "Something went wrong on our side",
           *       "status": 500,
           *       "detail": "This is a bug",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "internal"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The service is away for a moment */
      503: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unavailable",
           *       "title": "The service is away for a moment",
           *       "status": 503,
           *       "detail": "Something that we need cannot be reached",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unavailable"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  accept_invitation: {
    parameters: {
      query?: never
      header?: {
        /** @description Names this request: repeated with the same key and content within 24 hours, it is done once and answered the same. */
        'Idempotency-Key'?: string
      }
      path?: never
      cookie?: never
    }
    requestBody: {
      content: {
        'application/json': components['schemas']['Accept']
      }
    }
    responses: {
      /** @description Joined and logged in */
      200: {
        headers: {
          /** @description The refresh token, for browsers */
          'set-cookie'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['LoggedIn']
        }
      }
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/malformed",
           *       "title": "The request cannot be read",
           *       "status": 400,
           *       "detail": "A part of the request is not in the form that the API reference describes: a body that is not JSON, a query parameter that is unknown or not of its type",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "malformed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description There is no such thing */
      404: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/not_found",
           *       "title": "There is no such thing",
           *       "status": 404,
           *       "detail": "Nothing with this id or path exists in your organization, or you may not know of it",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "not_found"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description This method is not possible here */
      405: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/method_not_allowed",
           *       "title": "This method is not possible here",
           *       "status": 405,
           *       "detail": "The path exists, but not for this HTTP method",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "method_not_allowed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The address has an account in another organization */
      409: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/conflict",
           *       "title": "The state does not allow this",
           *       "status": 409,
           *       "detail": "The thing exists, but its present state does not allow the change",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "conflict"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The request is too large */
      413: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/too_large",
           *       "title": "The request is too large",
           *       "status": 413,
           *       "detail": "The body is larger than what is accepted here; `detail` names the limit",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "too_large"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The content type is not understood */
      415: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unsupported_type",
           *       "title": "The content type is not understood",
           *       "status": 415,
           *       "detail": "Send JSON with `Content-Type: application/json`, or what the API reference asks for.",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unsupported_type"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The content is not valid */
      422: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/invalid",
           *       "title": "The content is not valid",
           *       "status": 422,
           *       "detail": "The request is in the right form, but values in it are not possible",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "invalid"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Too many requests */
      429: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/too_many_requests",
           *       "title": "Too many requests",
           *       "status": 429,
           *       "detail": "A limit was reached",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "too_many_requests"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Something went wrong on our side */
      500: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/internal",
           *       "title": "Something went wrong on our side",
           *       "status": 500,
           *       "detail": "This is a bug",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "internal"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The service is away for a moment */
      503: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unavailable",
           *       "title": "The service is away for a moment",
           *       "status": 503,
           *       "detail": "Something that we need cannot be reached",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unavailable"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  log_in: {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    requestBody: {
      content: {
        'application/json': components['schemas']['LogIn']
      }
    }
    responses: {
      /** @description Logged in */
      200: {
        headers: {
          /** @description The refresh token, for browsers */
          'set-cookie'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['LoggedIn']
        }
      }
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/malformed",
           *       "title": "The request cannot be read",
           *       "status": 400,
           *       "detail": "A part of the request is not in the form that the API reference describes: a body that is not JSON, a query parameter that is unknown or not of its type",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "malformed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The address or the password is wrong */
      401: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unauthenticated",
           *       "title": "You are not logged in",
           *       "status": 401,
           *       "detail": "The request has no credential, or one that is expired, revoked or not ours",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unauthenticated"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description There is no such thing */
      404: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/not_found",
           *       "title": "There is no such thing",
           *       "status": 404,
           *       "detail": "Nothing with this id or path exists in your organization, or you may not know of it",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "not_found"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description This method is not possible here */
      405: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/method_not_allowed",
           *       "title": "This method is not possible here",
           *       "status": 405,
           *       "detail": "The path exists, but not for this HTTP method",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "method_not_allowed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The state does not allow this */
      409: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/conflict",
           *       "title": "The state does not allow this",
           *       "status": 409,
           *       "detail": "The thing exists, but its present state does not allow the change",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "conflict"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The request is too large */
      413: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/too_large",
           *       "title": "The request is too large",
           *       "status": 413,
           *       "detail": "The body is larger than what is accepted here; `detail` names the limit",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "too_large"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The content type is not understood */
      415: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unsupported_type",
           *       "title": "The content type is not understood",
           *       "status": 415,
           *       "detail": "Send JSON with `Content-Type: application/json`, or what the API reference asks for.",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unsupported_type"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The content is not valid */
      422: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/invalid",
           *       "title": "The content is not valid",
           *       "status": 422,
           *       "detail": "The request is in the right form, but values in it are not possible",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "invalid"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Too many requests */
      429: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/too_many_requests",
           *       "title": "Too many requests",
           *       "status": 429,
           *       "detail": "A limit was reached",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "too_many_requests"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Something went wrong on our side */
      500: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/internal",
           *       "title": "Something went wrong on our side",
           *       "status": 500,
           *       "detail": "This is a bug",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "internal"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The service is away for a moment */
      503: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unavailable",
           *       "title": "The service is away for a moment",
           *       "status": 503,
           *       "detail": "Something that we need cannot be reached",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unavailable"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  log_out: {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: {
      content: {
        'application/json': components['schemas']['Refresh'] | null
      }
    }
    responses: {
      /** @description Logged out */
      204: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/malformed",
           *       "title": "The request cannot be read",
           *       "status": 400,
           *       "detail": "A part of the request is not in the form that the API reference describes: a body that is not JSON, a query parameter that is unknown or not of its type",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "malformed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description API tokens have no session; or a page of someone else tried to use the cookie */
      403: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/forbidden",
           *       "title": "You may not do this",
           *       "status": 403,
           *       "detail": "Your role, or the areas of your API token, do not include the permission that `detail` names",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "forbidden"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description There is no such thing */
      404: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/not_found",
           *       "title": "There is no such thing",
           *       "status": 404,
           *       "detail": "Nothing with this id or path exists in your organization, or you may not know of it",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "not_found"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description This method is not possible here */
      405: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/method_not_allowed",
           *       "title": "This method is not possible here",
           *       "status": 405,
           *       "detail": "The path exists, but not for this HTTP method",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "method_not_allowed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The state does not allow this */
      409: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/conflict",
           *       "title": "The state does not allow this",
           *       "status": 409,
           *       "detail": "The thing exists, but its present state does not allow the change",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "conflict"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The request is too large */
      413: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/too_large",
           *       "title": "The request is too large",
           *       "status": 413,
           *       "detail": "The body is larger than what is accepted here; `detail` names the limit",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "too_large"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The content type is not understood */
      415: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unsupported_type",
           *       "title": "The content type is not understood",
           *       "status": 415,
           *       "detail": "Send JSON with `Content-Type: application/json`, or what the API reference asks for.",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unsupported_type"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The content is not valid */
      422: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/invalid",
           *       "title": "The content is not valid",
           *       "status": 422,
           *       "detail": "The request is in the right form, but values in it are not possible",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "invalid"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Too many requests */
      429: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/too_many_requests",
           *       "title": "Too many requests",
           *       "status": 429,
           *       "detail": "A limit was reached",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "too_many_requests"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Something went wrong on our side */
      500: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/internal",
           *       "title": "Something went wrong on our side",
           *       "status": 500,
           *       "detail": "This is a bug",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "internal"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The service is away for a moment */
      503: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unavailable",
           *       "title": "The service is away for a moment",
           *       "status": 503,
           *       "detail": "Something that we need cannot be reached",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unavailable"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  read_me: {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The caller */
      200: {
        headers: {
          etag?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Me']
        }
      }
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/malformed",
           *       "title": "The request cannot be read",
           *       "status": 400,
           *       "detail": "A part of the request is not in the form that the API reference describes: a body that is not JSON, a query parameter that is unknown or not of its type",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "malformed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description You are not logged in */
      401: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unauthenticated",
           *       "title": "You are not logged in",
           *       "status": 401,
           *       "detail": "The request has no credential, or one that is expired, revoked or not ours",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unauthenticated"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description You may not do this */
      403: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/forbidden",
           *       "title": "You may not do this",
           *       "status": 403,
           *       "detail": "Your role, or the areas of your API token, do not include the permission that `detail` names",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "forbidden"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description There is no such thing */
      404: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/not_found",
           *       "title": "There is no such thing",
           *       "status": 404,
           *       "detail": "Nothing with this id or path exists in your organization, or you may not know of it",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "not_found"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description This method is not possible here */
      405: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/method_not_allowed",
           *       "title": "This method is not possible here",
           *       "status": 405,
           *       "detail": "The path exists, but not for this HTTP method",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "method_not_allowed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Too many requests */
      429: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/too_many_requests",
           *       "title": "Too many requests",
           *       "status": 429,
           *       "detail": "A limit was reached",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "too_many_requests"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Something went wrong on our side */
      500: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/internal",
           *       "title": "Something went wrong on our side",
           *       "status": 500,
           *       "detail": "This is a bug",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "internal"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The service is away for a moment */
      503: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unavailable",
           *       "title": "The service is away for a moment",
           *       "status": 503,
           *       "detail": "Something that we need cannot be reached",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unavailable"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  change_me: {
    parameters: {
      query?: never
      header?: {
        /** @description The `ETag` that was read; may be left out here */
        'if-match'?: string | null
      }
      path?: never
      cookie?: never
    }
    requestBody: {
      content: {
        'application/json': components['schemas']['ChangeMe']
      }
    }
    responses: {
      /** @description Changed */
      200: {
        headers: {
          etag?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Me']
        }
      }
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/malformed",
           *       "title": "The request cannot be read",
           *       "status": 400,
           *       "detail": "A part of the request is not in the form that the API reference describes: a body that is not JSON, a query parameter that is unknown or not of its type",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "malformed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description You are not logged in */
      401: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unauthenticated",
           *       "title": "You are not logged in",
           *       "status": 401,
           *       "detail": "The request has no credential, or one that is expired, revoked or not ours",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unauthenticated"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description You may not do this */
      403: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/forbidden",
           *       "title": "You may not do this",
           *       "status": 403,
           *       "detail": "Your role, or the areas of your API token, do not include the permission that `detail` names",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "forbidden"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description There is no such thing */
      404: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/not_found",
           *       "title": "There is no such thing",
           *       "status": 404,
           *       "detail": "Nothing with this id or path exists in your organization, or you may not know of it",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "not_found"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description This method is not possible here */
      405: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/method_not_allowed",
           *       "title": "This method is not possible here",
           *       "status": 405,
           *       "detail": "The path exists, but not for this HTTP method",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "method_not_allowed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description It was changed in between */
      412: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/lost_race",
           *       "title": "Someone else was faster",
           *       "status": 412,
           *       "detail": "The thing was changed since you read it, so your change was not made",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "lost_race"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The request is too large */
      413: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/too_large",
           *       "title": "The request is too large",
           *       "status": 413,
           *       "detail": "The body is larger than what is accepted here; `detail` names the limit",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "too_large"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The content type is not understood */
      415: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unsupported_type",
           *       "title": "The content type is not understood",
           *       "status": 415,
           *       "detail": "Send JSON with `Content-Type: application/json`, or what the API reference asks for.",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unsupported_type"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The content is not valid */
      422: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/invalid",
           *       "title": "The content is not valid",
           *       "status": 422,
           *       "detail": "The request is in the right form, but values in it are not possible",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "invalid"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Say which revision you change */
      428: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/revision_required",
           *       "title": "Say which revision you change",
           *       "status": 428,
           *       "detail": "Send the `ETag` that you got when reading as `If-Match`, so that nobody's change is lost",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "revision_required"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Too many requests */
      429: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/too_many_requests",
           *       "title": "Too many requests",
           *       "status": 429,
           *       "detail": "A limit was reached",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "too_many_requests"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Something went wrong on our side */
      500: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/internal",
           *       "title": "Something went wrong on our side",
           *       "status": 500,
           *       "detail": "This is a bug",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "internal"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The service is away for a moment */
      503: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unavailable",
           *       "title": "The service is away for a moment",
           *       "status": 503,
           *       "detail": "Something that we need cannot be reached",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unavailable"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  change_password: {
    parameters: {
      query?: never
      header?: {
        /** @description Names this request: repeated with the same key and content within 24 hours, it is done once and answered the same. */
        'Idempotency-Key'?: string
      }
      path?: never
      cookie?: never
    }
    requestBody: {
      content: {
        'application/json': components['schemas']['ChangePassword']
      }
    }
    responses: {
      /** @description Changed; every other session is over */
      204: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/malformed",
           *       "title": "The request cannot be read",
           *       "status": 400,
           *       "detail": "A part of the request is not in the form that the API reference describes: a body that is not JSON, a query parameter that is unknown or not of its type",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "malformed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description You are not logged in */
      401: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unauthenticated",
           *       "title": "You are not logged in",
           *       "status": 401,
           *       "detail": "The request has no credential, or one that is expired, revoked or not ours",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unauthenticated"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description You may not do this */
      403: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/forbidden",
           *       "title": "You may not do this",
           *       "status": 403,
           *       "detail": "Your role, or the areas of your API token, do not include the permission that `detail` names",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "forbidden"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description There is no such thing */
      404: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/not_found",
           *       "title": "There is no such thing",
           *       "status": 404,
           *       "detail": "Nothing with this id or path exists in your organization, or you may not know of it",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "not_found"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description This method is not possible here */
      405: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/method_not_allowed",
           *       "title": "This method is not possible here",
           *       "status": 405,
           *       "detail": "The path exists, but not for this HTTP method",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "method_not_allowed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The state does not allow this */
      409: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/conflict",
           *       "title": "The state does not allow this",
           *       "status": 409,
           *       "detail": "The thing exists, but its present state does not allow the change",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "conflict"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The request is too large */
      413: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/too_large",
           *       "title": "The request is too large",
           *       "status": 413,
           *       "detail": "The body is larger than what is accepted here; `detail` names the limit",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "too_large"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The content type is not understood */
      415: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unsupported_type",
           *       "title": "The content type is not understood",
           *       "status": 415,
           *       "detail": "Send JSON with `Content-Type: application/json`, or what the API reference asks for.",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unsupported_type"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The content is not valid */
      422: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/invalid",
           *       "title": "The content is not valid",
           *       "status": 422,
           *       "detail": "The request is in the right form, but values in it are not possible",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "invalid"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Too many requests */
      429: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/too_many_requests",
           *       "title": "Too many requests",
           *       "status": 429,
           *       "detail": "A limit was reached",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "too_many_requests"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Something went wrong on our side */
      500: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/internal",
           *       "title": "Something went wrong on our side",
           *       "status": 500,
           *       "detail": "This is a bug",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "internal"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The service is away for a moment */
      503: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unavailable",
           *       "title": "The service is away for a moment",
           *       "status": 503,
           *       "detail": "Something that we need cannot be reached",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unavailable"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  request_password_reset: {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    requestBody: {
      content: {
        'application/json': components['schemas']['RequestReset']
      }
    }
    responses: {
      /** @description If there is such a user, a mail is on its way */
      202: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/malformed",
           *       "title": "The request cannot be read",
           *       "status": 400,
           *       "detail": "A part of the request is not in the form that the API reference describes: a body that is not JSON, a query parameter that is unknown or not of its type",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "malformed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description There is no such thing */
      404: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/not_found",
           *       "title": "There is no such thing",
           *       "status": 404,
           *       "detail": "Nothing with this id or path exists in your organization, or you may not know of it",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "not_found"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description This method is not possible here */
      405: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/method_not_allowed",
           *       "title": "This method is not possible here",
           *       "status": 405,
           *       "detail": "The path exists, but not for this HTTP method",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "method_not_allowed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The state does not allow this */
      409: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/conflict",
           *       "title": "The state does not allow this",
           *       "status": 409,
           *       "detail": "The thing exists, but its present state does not allow the change",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "conflict"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The request is too large */
      413: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/too_large",
           *       "title": "The request is too large",
           *       "status": 413,
           *       "detail": "The body is larger than what is accepted here; `detail` names the limit",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "too_large"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The content type is not understood */
      415: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unsupported_type",
           *       "title": "The content type is not understood",
           *       "status": 415,
           *       "detail": "Send JSON with `Content-Type: application/json`, or what the API reference asks for.",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unsupported_type"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The content is not valid */
      422: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/invalid",
           *       "title": "The content is not valid",
           *       "status": 422,
           *       "detail": "The request is in the right form, but values in it are not possible",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "invalid"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Too many requests */
      429: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/too_many_requests",
           *       "title": "Too many requests",
           *       "status": 429,
           *       "detail": "A limit was reached",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "too_many_requests"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Something went wrong on our side */
      500: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/internal",
           *       "title": "Something went wrong on our side",
           *       "status": 500,
           *       "detail": "This is a bug",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "internal"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The service is away for a moment */
      503: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unavailable",
           *       "title": "The service is away for a moment",
           *       "status": 503,
           *       "detail": "Something that we need cannot be reached",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unavailable"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  confirm_password_reset: {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    requestBody: {
      content: {
        'application/json': components['schemas']['ConfirmReset']
      }
    }
    responses: {
      /** @description Set; logged in, every other session is over and every API token revoked */
      200: {
        headers: {
          /** @description The refresh token, for browsers */
          'set-cookie'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['LoggedIn']
        }
      }
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/malformed",
           *       "title": "The request cannot be read",
           *       "status": 400,
           *       "detail": "A part of the request is not in the form that the API reference describes: a body that is not JSON, a query parameter that is unknown or not of its type",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "malformed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description There is no such thing */
      404: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/not_found",
           *       "title": "There is no such thing",
           *       "status": 404,
           *       "detail": "Nothing with this id or path exists in your organization, or you may not know of it",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "not_found"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description This method is not possible here */
      405: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/method_not_allowed",
           *       "title": "This method is not possible here",
           *       "status": 405,
           *       "detail": "The path exists, but not for this HTTP method",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "method_not_allowed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The state does not allow this */
      409: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/conflict",
           *       "title": "The state does not allow this",
           *       "status": 409,
           *       "detail": "The thing exists, but its present state does not allow the change",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "conflict"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The request is too large */
      413: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/too_large",
           *       "title": "The request is too large",
           *       "status": 413,
           *       "detail": "The body is larger than what is accepted here; `detail` names the limit",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "too_large"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The content type is not understood */
      415: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unsupported_type",
           *       "title": "The content type is not understood",
           *       "status": 415,
           *       "detail": "Send JSON with `Content-Type: application/json`, or what the API reference asks for.",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unsupported_type"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The content is not valid */
      422: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/invalid",
           *       "title": "The content is not valid",
           *       "status": 422,
           *       "detail": "The request is in the right form, but values in it are not possible",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "invalid"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Too many requests */
      429: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/too_many_requests",
           *       "title": "Too many requests",
           *       "status": 429,
           *       "detail": "A limit was reached",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "too_many_requests"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Something went wrong on our side */
      500: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/internal",
           *       "title": "Something went wrong on our side",
           *       "status": 500,
           *       "detail": "This is a bug",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "internal"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The service is away for a moment */
      503: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unavailable",
           *       "title": "The service is away for a moment",
           *       "status": 503,
           *       "detail": "Something that we need cannot be reached",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unavailable"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  read_permissions: {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The permission table */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Permissions']
        }
      }
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/malformed",
           *       "title": "The request cannot be read",
           *       "status": 400,
           *       "detail": "A part of the request is not in the form that the API reference describes: a body that is not JSON, a query parameter that is unknown or not of its type",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "malformed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description You are not logged in */
      401: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unauthenticated",
           *       "title": "You are not logged in",
           *       "status": 401,
           *       "detail": "The request has no credential, or one that is expired, revoked or not ours",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unauthenticated"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description You may not do this */
      403: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/forbidden",
           *       "title": "You may not do this",
           *       "status": 403,
           *       "detail": "Your role, or the areas of your API token, do not include the permission that `detail` names",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "forbidden"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description There is no such thing */
      404: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/not_found",
           *       "title": "There is no such thing",
           *       "status": 404,
           *       "detail": "Nothing with this id or path exists in your organization, or you may not know of it",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "not_found"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description This method is not possible here */
      405: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/method_not_allowed",
           *       "title": "This method is not possible here",
           *       "status": 405,
           *       "detail": "The path exists, but not for this HTTP method",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "method_not_allowed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Too many requests */
      429: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/too_many_requests",
           *       "title": "Too many requests",
           *       "status": 429,
           *       "detail": "A limit was reached",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "too_many_requests"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Something went wrong on our side */
      500: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/internal",
           *       "title": "Something went wrong on our side",
           *       "status": 500,
           *       "detail": "This is a bug",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "internal"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The service is away for a moment */
      503: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unavailable",
           *       "title": "The service is away for a moment",
           *       "status": 503,
           *       "detail": "Something that we need cannot be reached",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unavailable"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  refresh: {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: {
      content: {
        'application/json': components['schemas']['Refresh'] | null
      }
    }
    responses: {
      /** @description New tokens */
      200: {
        headers: {
          /** @description The next refresh token, where the cookie was used */
          'set-cookie'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['LoggedIn']
        }
      }
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/malformed",
           *       "title": "The request cannot be read",
           *       "status": 400,
           *       "detail": "A part of the request is not in the form that the API reference describes: a body that is not JSON, a query parameter that is unknown or not of its type",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "malformed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The refresh token is expired, used or revoked */
      401: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unauthenticated",
           *       "title": "You are not logged in",
           *       "status": 401,
           *       "detail": "The request has no credential, or one that is expired, revoked or not ours",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unauthenticated"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description A page of someone else tried to use the cookie */
      403: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/forbidden",
           *       "title": "You may not do this",
           *       "status": 403,
           *       "detail": "Your role, or the areas of your API token, do not include the permission that `detail` names",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "forbidden"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description There is no such thing */
      404: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/not_found",
           *       "title": "There is no such thing",
           *       "status": 404,
           *       "detail": "Nothing with this id or path exists in your organization, or you may not know of it",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "not_found"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description This method is not possible here */
      405: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/method_not_allowed",
           *       "title": "This method is not possible here",
           *       "status": 405,
           *       "detail": "The path exists, but not for this HTTP method",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "method_not_allowed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The state does not allow this */
      409: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/conflict",
           *       "title": "The state does not allow this",
           *       "status": 409,
           *       "detail": "The thing exists, but its present state does not allow the change",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "conflict"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The request is too large */
      413: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/too_large",
           *       "title": "The request is too large",
           *       "status": 413,
           *       "detail": "The body is larger than what is accepted here; `detail` names the limit",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "too_large"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The content type is not understood */
      415: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unsupported_type",
           *       "title": "The content type is not understood",
           *       "status": 415,
           *       "detail": "Send JSON with `Content-Type: application/json`, or what the API reference asks for.",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unsupported_type"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The content is not valid */
      422: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/invalid",
           *       "title": "The content is not valid",
           *       "status": 422,
           *       "detail": "The request is in the right form, but values in it are not possible",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "invalid"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Too many requests */
      429: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/too_many_requests",
           *       "title": "Too many requests",
           *       "status": 429,
           *       "detail": "A limit was reached",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "too_many_requests"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Something went wrong on our side */
      500: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/internal",
           *       "title": "Something went wrong on our side",
           *       "status": 500,
           *       "detail": "This is a bug",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "internal"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The service is away for a moment */
      503: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unavailable",
           *       "title": "The service is away for a moment",
           *       "status": 503,
           *       "detail": "Something that we need cannot be reached",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unavailable"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  list_sessions: {
    parameters: {
      query?: {
        /** @description Where to go on: `next_cursor` of the part before. */
        cursor?: string
        /** @description At most this many items, 1 to 200. A page ends earlier when its texts are very long. */
        limit?: number
        /** @description A user's id, or `all`: for those who may manage everyone's. By default the caller's own. */
        user?: string
      }
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description Sessions */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Paged_SessionView']
        }
      }
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/malformed",
           *       "title": "The request cannot be read",
           *       "status": 400,
           *       "detail": "A part of the request is not in the form that the API reference describes: a body that is not JSON, a query parameter that is unknown or not of its type",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "malformed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description You are not logged in */
      401: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unauthenticated",
           *       "title": "You are not logged in",
           *       "status": 401,
           *       "detail": "The request has no credential, or one that is expired, revoked or not ours",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unauthenticated"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description You may not do this */
      403: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/forbidden",
           *       "title": "You may not do this",
           *       "status": 403,
           *       "detail": "Your role, or the areas of your API token, do not include the permission that `detail` names",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "forbidden"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description There is no such thing */
      404: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/not_found",
           *       "title": "There is no such thing",
           *       "status": 404,
           *       "detail": "Nothing with this id or path exists in your organization, or you may not know of it",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "not_found"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description This method is not possible here */
      405: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/method_not_allowed",
           *       "title": "This method is not possible here",
           *       "status": 405,
           *       "detail": "The path exists, but not for this HTTP method",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "method_not_allowed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Too many requests */
      429: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/too_many_requests",
           *       "title": "Too many requests",
           *       "status": 429,
           *       "detail": "A limit was reached",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "too_many_requests"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Something went wrong on our side */
      500: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/internal",
           *       "title": "Something went wrong on our side",
           *       "status": 500,
           *       "detail": "This is a bug",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "internal"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The service is away for a moment */
      503: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unavailable",
           *       "title": "The service is away for a moment",
           *       "status": 503,
           *       "detail": "Something that we need cannot be reached",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unavailable"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  end_other_sessions: {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description Every other session is over */
      204: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/malformed",
           *       "title": "The request cannot be read",
           *       "status": 400,
           *       "detail": "A part of the request is not in the form that the API reference describes: a body that is not JSON, a query parameter that is unknown or not of its type",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "malformed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description You are not logged in */
      401: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unauthenticated",
           *       "title": "You are not logged in",
           *       "status": 401,
           *       "detail": "The request has no credential, or one that is expired, revoked or not ours",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unauthenticated"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description You may not do this */
      403: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/forbidden",
           *       "title": "You may not do this",
           *       "status": 403,
           *       "detail": "Your role, or the areas of your API token, do not include the permission that `detail` names",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "forbidden"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description There is no such thing */
      404: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/not_found",
           *       "title": "There is no such thing",
           *       "status": 404,
           *       "detail": "Nothing with this id or path exists in your organization, or you may not know of it",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "not_found"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description This method is not possible here */
      405: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/method_not_allowed",
           *       "title": "This method is not possible here",
           *       "status": 405,
           *       "detail": "The path exists, but not for this HTTP method",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "method_not_allowed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Too many requests */
      429: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/too_many_requests",
           *       "title": "Too many requests",
           *       "status": 429,
           *       "detail": "A limit was reached",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "too_many_requests"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Something went wrong on our side */
      500: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/internal",
           *       "title": "Something went wrong on our side",
           *       "status": 500,
           *       "detail": "This is a bug",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "internal"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The service is away for a moment */
      503: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unavailable",
           *       "title": "The service is away for a moment",
           *       "status": 503,
           *       "detail": "Something that we need cannot be reached",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unavailable"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  end_session: {
    parameters: {
      query?: never
      header?: never
      path: {
        id: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description Ended */
      204: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/malformed",
           *       "title": "The request cannot be read",
           *       "status": 400,
           *       "detail": "A part of the request is not in the form that the API reference describes: a body that is not JSON, a query parameter that is unknown or not of its type",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "malformed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description You are not logged in */
      401: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unauthenticated",
           *       "title": "You are not logged in",
           *       "status": 401,
           *       "detail": "The request has no credential, or one that is expired, revoked or not ours",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unauthenticated"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description You may not do this */
      403: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/forbidden",
           *       "title": "You may not do this",
           *       "status": 403,
           *       "detail": "Your role, or the areas of your API token, do not include the permission that `detail` names",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "forbidden"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description There is no such thing */
      404: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/not_found",
           *       "title": "There is no such thing",
           *       "status": 404,
           *       "detail": "Nothing with this id or path exists in your organization, or you may not know of it",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "not_found"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description This method is not possible here */
      405: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/method_not_allowed",
           *       "title": "This method is not possible here",
           *       "status": 405,
           *       "detail": "The path exists, but not for this HTTP method",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "method_not_allowed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Too many requests */
      429: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/too_many_requests",
           *       "title": "Too many requests",
           *       "status": 429,
           *       "detail": "A limit was reached",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "too_many_requests"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Something went wrong on our side */
      500: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/internal",
           *       "title": "Something went wrong on our side",
           *       "status": 500,
           *       "detail": "This is a bug",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "internal"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The service is away for a moment */
      503: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unavailable",
           *       "title": "The service is away for a moment",
           *       "status": 503,
           *       "detail": "Something that we need cannot be reached",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unavailable"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  sign_up: {
    parameters: {
      query?: never
      header?: {
        /** @description Names this request: repeated with the same key and content within 24 hours, it is done once and answered the same. */
        'Idempotency-Key'?: string
      }
      path?: never
      cookie?: never
    }
    requestBody: {
      content: {
        'application/json': components['schemas']['SignUp']
      }
    }
    responses: {
      /** @description Signed up and logged in */
      201: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['LoggedIn']
        }
      }
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/malformed",
           *       "title": "The request cannot be read",
           *       "status": 400,
           *       "detail": "A part of the request is not in the form that the API reference describes: a body that is not JSON, a query parameter that is unknown or not of its type",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "malformed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description There is no such thing */
      404: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/not_found",
           *       "title": "There is no such thing",
           *       "status": 404,
           *       "detail": "Nothing with this id or path exists in your organization, or you may not know of it",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "not_found"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description This method is not possible here */
      405: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/method_not_allowed",
           *       "title": "This method is not possible here",
           *       "status": 405,
           *       "detail": "The path exists, but not for this HTTP method",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "method_not_allowed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The state does not allow this */
      409: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/conflict",
           *       "title": "The state does not allow this",
           *       "status": 409,
           *       "detail": "The thing exists, but its present state does not allow the change",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "conflict"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The request is too large */
      413: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/too_large",
           *       "title": "The request is too large",
           *       "status": 413,
           *       "detail": "The body is larger than what is accepted here; `detail` names the limit",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "too_large"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The content type is not understood */
      415: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unsupported_type",
           *       "title": "The content type is not understood",
           *       "status": 415,
           *       "detail": "Send JSON with `Content-Type: application/json`, or what the API reference asks for.",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unsupported_type"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The content is not valid */
      422: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/invalid",
           *       "title": "The content is not valid",
           *       "status": 422,
           *       "detail": "The request is in the right form, but values in it are not possible",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "invalid"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Too many requests */
      429: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/too_many_requests",
           *       "title": "Too many requests",
           *       "status": 429,
           *       "detail": "A limit was reached",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "too_many_requests"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Something went wrong on our side */
      500: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/internal",
           *       "title": "Something went wrong on our side",
           *       "status": 500,
           *       "detail": "This is a bug",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "internal"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The service is away for a moment */
      503: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unavailable",
           *       "title": "The service is away for a moment",
           *       "status": 503,
           *       "detail": "Something that we need cannot be reached",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unavailable"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  list_tokens: {
    parameters: {
      query?: {
        /** @description Where to go on: `next_cursor` of the part before. */
        cursor?: string
        /** @description At most this many items, 1 to 200. A page ends earlier when its texts are very long. */
        limit?: number
        /** @description A user's id, or `all`: for those who may manage everyone's. By default the caller's own. */
        user?: string
      }
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description Tokens, without their secrets */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Paged_TokenView']
        }
      }
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/malformed",
           *       "title": "The request cannot be read",
           *       "status": 400,
           *       "detail": "A part of the request is not in the form that the API reference describes: a body that is not JSON, a query parameter that is unknown or not of its type",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "malformed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description You are not logged in */
      401: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unauthenticated",
           *       "title": "You are not logged in",
           *       "status": 401,
           *       "detail": "The request has no credential, or one that is expired, revoked or not ours",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unauthenticated"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description You may not do this */
      403: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/forbidden",
           *       "title": "You may not do this",
           *       "status": 403,
           *       "detail": "Your role, or the areas of your API token, do not include the permission that `detail` names",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "forbidden"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description There is no such thing */
      404: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/not_found",
           *       "title": "There is no such thing",
           *       "status": 404,
           *       "detail": "Nothing with this id or path exists in your organization, or you may not know of it",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "not_found"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description This method is not possible here */
      405: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/method_not_allowed",
           *       "title": "This method is not possible here",
           *       "status": 405,
           *       "detail": "The path exists, but not for this HTTP method",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "method_not_allowed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Too many requests */
      429: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/too_many_requests",
           *       "title": "Too many requests",
           *       "status": 429,
           *       "detail": "A limit was reached",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "too_many_requests"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Something went wrong on our side */
      500: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/internal",
           *       "title": "Something went wrong on our side",
           *       "status": 500,
           *       "detail": "This is a bug",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "internal"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The service is away for a moment */
      503: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unavailable",
           *       "title": "The service is away for a moment",
           *       "status": 503,
           *       "detail": "Something that we need cannot be reached",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unavailable"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  create_token: {
    parameters: {
      query?: never
      header?: {
        /** @description Names this request: repeated with the same key and content within 24 hours, it is done once and answered the same. */
        'Idempotency-Key'?: string
      }
      path?: never
      cookie?: never
    }
    requestBody: {
      content: {
        'application/json': components['schemas']['CreateToken']
      }
    }
    responses: {
      /** @description Made; keep `token`, it is not shown again */
      201: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['CreatedToken']
        }
      }
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/malformed",
           *       "title": "The request cannot be read",
           *       "status": 400,
           *       "detail": "A part of the request is not in the form that the API reference describes: a body that is not JSON, a query parameter that is unknown or not of its type",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "malformed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description You are not logged in */
      401: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unauthenticated",
           *       "title": "You are not logged in",
           *       "status": 401,
           *       "detail": "The request has no credential, or one that is expired, revoked or not ours",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unauthenticated"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description You may not do this */
      403: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/forbidden",
           *       "title": "You may not do this",
           *       "status": 403,
           *       "detail": "Your role, or the areas of your API token, do not include the permission that `detail` names",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "forbidden"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description There is no such thing */
      404: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/not_found",
           *       "title": "There is no such thing",
           *       "status": 404,
           *       "detail": "Nothing with this id or path exists in your organization, or you may not know of it",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "not_found"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description This method is not possible here */
      405: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/method_not_allowed",
           *       "title": "This method is not possible here",
           *       "status": 405,
           *       "detail": "The path exists, but not for this HTTP method",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "method_not_allowed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The state does not allow this */
      409: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/conflict",
           *       "title": "The state does not allow this",
           *       "status": 409,
           *       "detail": "The thing exists, but its present state does not allow the change",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "conflict"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The request is too large */
      413: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/too_large",
           *       "title": "The request is too large",
           *       "status": 413,
           *       "detail": "The body is larger than what is accepted here; `detail` names the limit",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "too_large"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The content type is not understood */
      415: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unsupported_type",
           *       "title": "The content type is not understood",
           *       "status": 415,
           *       "detail": "Send JSON with `Content-Type: application/json`, or what the API reference asks for.",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unsupported_type"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The content is not valid */
      422: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/invalid",
           *       "title": "The content is not valid",
           *       "status": 422,
           *       "detail": "The request is in the right form, but values in it are not possible",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "invalid"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Too many requests */
      429: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/too_many_requests",
           *       "title": "Too many requests",
           *       "status": 429,
           *       "detail": "A limit was reached",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "too_many_requests"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Something went wrong on our side */
      500: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/internal",
           *       "title": "Something went wrong on our side",
           *       "status": 500,
           *       "detail": "This is a bug",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "internal"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The service is away for a moment */
      503: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unavailable",
           *       "title": "The service is away for a moment",
           *       "status": 503,
           *       "detail": "Something that we need cannot be reached",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unavailable"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  revoke_token: {
    parameters: {
      query?: never
      header?: never
      path: {
        id: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description Revoked */
      204: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/malformed",
           *       "title": "The request cannot be read",
           *       "status": 400,
           *       "detail": "A part of the request is not in the form that the API reference describes: a body that is not JSON, a query parameter that is unknown or not of its type",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "malformed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description You are not logged in */
      401: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unauthenticated",
           *       "title": "You are not logged in",
           *       "status": 401,
           *       "detail": "The request has no credential, or one that is expired, revoked or not ours",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unauthenticated"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description You may not do this */
      403: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/forbidden",
           *       "title": "You may not do this",
           *       "status": 403,
           *       "detail": "Your role, or the areas of your API token, do not include the permission that `detail` names",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "forbidden"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description There is no such thing */
      404: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/not_found",
           *       "title": "There is no such thing",
           *       "status": 404,
           *       "detail": "Nothing with this id or path exists in your organization, or you may not know of it",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "not_found"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description This method is not possible here */
      405: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/method_not_allowed",
           *       "title": "This method is not possible here",
           *       "status": 405,
           *       "detail": "The path exists, but not for this HTTP method",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "method_not_allowed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Too many requests */
      429: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/too_many_requests",
           *       "title": "Too many requests",
           *       "status": 429,
           *       "detail": "A limit was reached",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "too_many_requests"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Something went wrong on our side */
      500: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/internal",
           *       "title": "Something went wrong on our side",
           *       "status": 500,
           *       "detail": "This is a bug",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "internal"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The service is away for a moment */
      503: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unavailable",
           *       "title": "The service is away for a moment",
           *       "status": 503,
           *       "detail": "Something that we need cannot be reached",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unavailable"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  check_liveness: {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description It is */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Health']
        }
      }
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/malformed",
           *       "title": "The request cannot be read",
           *       "status": 400,
           *       "detail": "A part of the request is not in the form that the API reference describes: a body that is not JSON, a query parameter that is unknown or not of its type",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "malformed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description There is no such thing */
      404: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/not_found",
           *       "title": "There is no such thing",
           *       "status": 404,
           *       "detail": "Nothing with this id or path exists in your organization, or you may not know of it",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "not_found"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description This method is not possible here */
      405: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/method_not_allowed",
           *       "title": "This method is not possible here",
           *       "status": 405,
           *       "detail": "The path exists, but not for this HTTP method",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "method_not_allowed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Something went wrong on our side */
      500: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/internal",
           *       "title": "Something went wrong on our side",
           *       "status": 500,
           *       "detail": "This is a bug",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "internal"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The service is away for a moment */
      503: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unavailable",
           *       "title": "The service is away for a moment",
           *       "status": 503,
           *       "detail": "Something that we need cannot be reached",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unavailable"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  check_readiness: {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description They can */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Health']
        }
      }
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/malformed",
           *       "title": "The request cannot be read",
           *       "status": 400,
           *       "detail": "A part of the request is not in the form that the API reference describes: a body that is not JSON, a query parameter that is unknown or not of its type",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "malformed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description There is no such thing */
      404: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/not_found",
           *       "title": "There is no such thing",
           *       "status": 404,
           *       "detail": "Nothing with this id or path exists in your organization, or you may not know of it",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "not_found"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description This method is not possible here */
      405: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/method_not_allowed",
           *       "title": "This method is not possible here",
           *       "status": 405,
           *       "detail": "The path exists, but not for this HTTP method",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "method_not_allowed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Something went wrong on our side */
      500: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/internal",
           *       "title": "Something went wrong on our side",
           *       "status": 500,
           *       "detail": "This is a bug",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "internal"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The service is away for a moment */
      503: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unavailable",
           *       "title": "The service is away for a moment",
           *       "status": 503,
           *       "detail": "Something that we need cannot be reached",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unavailable"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  list_imports: {
    parameters: {
      query?: {
        /**
         * @description Who started them: ids of users, or `me`.
         * @example [
         *       "me"
         *     ]
         */
        created_by?: string[]
        /** @description Where to go on: `next_cursor` of the part before. */
        cursor?: string
        /** @description At most this many items, 1 to 200. A page ends earlier when its texts are very long. */
        limit?: number
        /**
         * @description The projects that they go into: keys or ids.
         * @example [
         *       "OPS"
         *     ]
         */
        project?: string[]
        /** @description Where they stand; repeat it for several. */
        state?: components['schemas']['State'][]
      }
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description A part of the history */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Paged_Import']
        }
      }
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/malformed",
           *       "title": "The request cannot be read",
           *       "status": 400,
           *       "detail": "A part of the request is not in the form that the API reference describes: a body that is not JSON, a query parameter that is unknown or not of its type",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "malformed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description You are not logged in */
      401: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unauthenticated",
           *       "title": "You are not logged in",
           *       "status": 401,
           *       "detail": "The request has no credential, or one that is expired, revoked or not ours",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unauthenticated"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description You may not do this */
      403: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/forbidden",
           *       "title": "You may not do this",
           *       "status": 403,
           *       "detail": "Your role, or the areas of your API token, do not include the permission that `detail` names",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "forbidden"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description There is no such thing */
      404: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/not_found",
           *       "title": "There is no such thing",
           *       "status": 404,
           *       "detail": "Nothing with this id or path exists in your organization, or you may not know of it",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "not_found"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description This method is not possible here */
      405: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/method_not_allowed",
           *       "title": "This method is not possible here",
           *       "status": 405,
           *       "detail": "The path exists, but not for this HTTP method",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "method_not_allowed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Something went wrong on our side */
      500: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/internal",
           *       "title": "Something went wrong on our side",
           *       "status": 500,
           *       "detail": "This is a bug",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "internal"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The service is away for a moment */
      503: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unavailable",
           *       "title": "The service is away for a moment",
           *       "status": 503,
           *       "detail": "Something that we need cannot be reached",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unavailable"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  create_import: {
    parameters: {
      query?: never
      header?: {
        /** @description Names this request: repeated with the same key and content within 24 hours, it is done once and answered the same. */
        'Idempotency-Key'?: string
      }
      path?: never
      cookie?: never
    }
    requestBody: {
      content: {
        'application/json': components['schemas']['NewImport']
      }
    }
    responses: {
      /** @description The file may be uploaded */
      201: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['CreatedImport']
        }
      }
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/malformed",
           *       "title": "The request cannot be read",
           *       "status": 400,
           *       "detail": "A part of the request is not in the form that the API reference describes: a body that is not JSON, a query parameter that is unknown or not of its type",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "malformed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description You are not logged in */
      401: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unauthenticated",
           *       "title": "You are not logged in",
           *       "status": 401,
           *       "detail": "The request has no credential, or one that is expired, revoked or not ours",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unauthenticated"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description You may not do this */
      403: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/forbidden",
           *       "title": "You may not do this",
           *       "status": 403,
           *       "detail": "Your role, or the areas of your API token, do not include the permission that `detail` names",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "forbidden"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description There is no such thing */
      404: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/not_found",
           *       "title": "There is no such thing",
           *       "status": 404,
           *       "detail": "Nothing with this id or path exists in your organization, or you may not know of it",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "not_found"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description This method is not possible here */
      405: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/method_not_allowed",
           *       "title": "This method is not possible here",
           *       "status": 405,
           *       "detail": "The path exists, but not for this HTTP method",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "method_not_allowed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The state does not allow this */
      409: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/conflict",
           *       "title": "The state does not allow this",
           *       "status": 409,
           *       "detail": "The thing exists, but its present state does not allow the change",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "conflict"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The file is too large */
      413: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/too_large",
           *       "title": "The request is too large",
           *       "status": 413,
           *       "detail": "The body is larger than what is accepted here; `detail` names the limit",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "too_large"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The file is neither CSV nor XLSX */
      415: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unsupported_type",
           *       "title": "The content type is not understood",
           *       "status": 415,
           *       "detail": "Send JSON with `Content-Type: application/json`, or what the API reference asks for.",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unsupported_type"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The content is not valid */
      422: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/invalid",
           *       "title": "The content is not valid",
           *       "status": 422,
           *       "detail": "The request is in the right form, but values in it are not possible",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "invalid"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Something went wrong on our side */
      500: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/internal",
           *       "title": "Something went wrong on our side",
           *       "status": 500,
           *       "detail": "This is a bug",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "internal"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The service is away for a moment */
      503: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unavailable",
           *       "title": "The service is away for a moment",
           *       "status": 503,
           *       "detail": "Something that we need cannot be reached",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unavailable"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  get_import: {
    parameters: {
      query?: never
      header?: never
      path: {
        /** @description The import */
        id: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The import */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Import']
        }
      }
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/malformed",
           *       "title": "The request cannot be read",
           *       "status": 400,
           *       "detail": "A part of the request is not in the form that the API reference describes: a body that is not JSON, a query parameter that is unknown or not of its type",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "malformed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description You are not logged in */
      401: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unauthenticated",
           *       "title": "You are not logged in",
           *       "status": 401,
           *       "detail": "The request has no credential, or one that is expired, revoked or not ours",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unauthenticated"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description You may not do this */
      403: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/forbidden",
           *       "title": "You may not do this",
           *       "status": 403,
           *       "detail": "Your role, or the areas of your API token, do not include the permission that `detail` names",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "forbidden"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description There is no such thing */
      404: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/not_found",
           *       "title": "There is no such thing",
           *       "status": 404,
           *       "detail": "Nothing with this id or path exists in your organization, or you may not know of it",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "not_found"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description This method is not possible here */
      405: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/method_not_allowed",
           *       "title": "This method is not possible here",
           *       "status": 405,
           *       "detail": "The path exists, but not for this HTTP method",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "method_not_allowed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Something went wrong on our side */
      500: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/internal",
           *       "title": "Something went wrong on our side",
           *       "status": 500,
           *       "detail": "This is a bug",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "internal"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The service is away for a moment */
      503: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unavailable",
           *       "title": "The service is away for a moment",
           *       "status": 503,
           *       "detail": "Something that we need cannot be reached",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unavailable"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  change_import: {
    parameters: {
      query?: never
      header?: never
      path: {
        /** @description The import */
        id: string
      }
      cookie?: never
    }
    requestBody: {
      content: {
        'application/json': components['schemas']['ImportPatch']
      }
    }
    responses: {
      /** @description It is changed; the import is being planned, or awaits its file */
      202: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Import']
        }
      }
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/malformed",
           *       "title": "The request cannot be read",
           *       "status": 400,
           *       "detail": "A part of the request is not in the form that the API reference describes: a body that is not JSON, a query parameter that is unknown or not of its type",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "malformed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description You are not logged in */
      401: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unauthenticated",
           *       "title": "You are not logged in",
           *       "status": 401,
           *       "detail": "The request has no credential, or one that is expired, revoked or not ours",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unauthenticated"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description You may not do this */
      403: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/forbidden",
           *       "title": "You may not do this",
           *       "status": 403,
           *       "detail": "Your role, or the areas of your API token, do not include the permission that `detail` names",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "forbidden"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description There is no such thing */
      404: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/not_found",
           *       "title": "There is no such thing",
           *       "status": 404,
           *       "detail": "Nothing with this id or path exists in your organization, or you may not know of it",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "not_found"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description This method is not possible here */
      405: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/method_not_allowed",
           *       "title": "This method is not possible here",
           *       "status": 405,
           *       "detail": "The path exists, but not for this HTTP method",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "method_not_allowed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The import is past planning */
      409: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/conflict",
           *       "title": "The state does not allow this",
           *       "status": 409,
           *       "detail": "The thing exists, but its present state does not allow the change",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "conflict"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The import was changed since it was read */
      412: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/lost_race",
           *       "title": "Someone else was faster",
           *       "status": 412,
           *       "detail": "The thing was changed since you read it, so your change was not made",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "lost_race"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The request is too large */
      413: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/too_large",
           *       "title": "The request is too large",
           *       "status": 413,
           *       "detail": "The body is larger than what is accepted here; `detail` names the limit",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "too_large"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The content type is not understood */
      415: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unsupported_type",
           *       "title": "The content type is not understood",
           *       "status": 415,
           *       "detail": "Send JSON with `Content-Type: application/json`, or what the API reference asks for.",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unsupported_type"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The content is not valid */
      422: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/invalid",
           *       "title": "The content is not valid",
           *       "status": 422,
           *       "detail": "The request is in the right form, but values in it are not possible",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "invalid"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Say which revision you change */
      428: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/revision_required",
           *       "title": "Say which revision you change",
           *       "status": 428,
           *       "detail": "Send the `ETag` that you got when reading as `If-Match`, so that nobody's change is lost",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "revision_required"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Something went wrong on our side */
      500: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/internal",
           *       "title": "Something went wrong on our side",
           *       "status": 500,
           *       "detail": "This is a bug",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "internal"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The service is away for a moment */
      503: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unavailable",
           *       "title": "The service is away for a moment",
           *       "status": 503,
           *       "detail": "Something that we need cannot be reached",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unavailable"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  cancel_import: {
    parameters: {
      query?: never
      header?: {
        /** @description Names this request: repeated with the same key and content within 24 hours, it is done once and answered the same. */
        'Idempotency-Key'?: string
      }
      path: {
        /** @description The import */
        id: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description It is stopped */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Import']
        }
      }
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/malformed",
           *       "title": "The request cannot be read",
           *       "status": 400,
           *       "detail": "A part of the request is not in the form that the API reference describes: a body that is not JSON, a query parameter that is unknown or not of its type",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "malformed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description You are not logged in */
      401: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unauthenticated",
           *       "title": "You are not logged in",
           *       "status": 401,
           *       "detail": "The request has no credential, or one that is expired, revoked or not ours",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unauthenticated"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description You may not do this */
      403: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/forbidden",
           *       "title": "You may not do this",
           *       "status": 403,
           *       "detail": "Your role, or the areas of your API token, do not include the permission that `detail` names",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "forbidden"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description There is no such thing */
      404: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/not_found",
           *       "title": "There is no such thing",
           *       "status": 404,
           *       "detail": "Nothing with this id or path exists in your organization, or you may not know of it",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "not_found"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description This method is not possible here */
      405: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/method_not_allowed",
           *       "title": "This method is not possible here",
           *       "status": 405,
           *       "detail": "The path exists, but not for this HTTP method",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "method_not_allowed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description It is over */
      409: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/conflict",
           *       "title": "The state does not allow this",
           *       "status": 409,
           *       "detail": "The thing exists, but its present state does not allow the change",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "conflict"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The content is not valid */
      422: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/invalid",
           *       "title": "The content is not valid",
           *       "status": 422,
           *       "detail": "The request is in the right form, but values in it are not possible",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "invalid"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Something went wrong on our side */
      500: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/internal",
           *       "title": "Something went wrong on our side",
           *       "status": 500,
           *       "detail": "This is a bug",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "internal"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The service is away for a moment */
      503: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unavailable",
           *       "title": "The service is away for a moment",
           *       "status": 503,
           *       "detail": "Something that we need cannot be reached",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unavailable"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  commit_import: {
    parameters: {
      query?: never
      header?: {
        /** @description Names this request: repeated with the same key and content within 24 hours, it is done once and answered the same. */
        'Idempotency-Key'?: string
      }
      path: {
        /** @description The import */
        id: string
      }
      cookie?: never
    }
    requestBody?: {
      content: {
        'application/json': components['schemas']['CommitOrder'] | null
      }
    }
    responses: {
      /** @description It is being carried out */
      202: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Import']
        }
      }
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/malformed",
           *       "title": "The request cannot be read",
           *       "status": 400,
           *       "detail": "A part of the request is not in the form that the API reference describes: a body that is not JSON, a query parameter that is unknown or not of its type",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "malformed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description You are not logged in */
      401: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unauthenticated",
           *       "title": "You are not logged in",
           *       "status": 401,
           *       "detail": "The request has no credential, or one that is expired, revoked or not ours",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unauthenticated"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description You may not do this */
      403: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/forbidden",
           *       "title": "You may not do this",
           *       "status": 403,
           *       "detail": "Your role, or the areas of your API token, do not include the permission that `detail` names",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "forbidden"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description There is no such thing */
      404: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/not_found",
           *       "title": "There is no such thing",
           *       "status": 404,
           *       "detail": "Nothing with this id or path exists in your organization, or you may not know of it",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "not_found"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description This method is not possible here */
      405: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/method_not_allowed",
           *       "title": "This method is not possible here",
           *       "status": 405,
           *       "detail": "The path exists, but not for this HTTP method",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "method_not_allowed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description It is not planned, or the data is not as the plan saw it */
      409: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/conflict",
           *       "title": "The state does not allow this",
           *       "status": 409,
           *       "detail": "The thing exists, but its present state does not allow the change",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "conflict"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The request is too large */
      413: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/too_large",
           *       "title": "The request is too large",
           *       "status": 413,
           *       "detail": "The body is larger than what is accepted here; `detail` names the limit",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "too_large"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The content type is not understood */
      415: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unsupported_type",
           *       "title": "The content type is not understood",
           *       "status": 415,
           *       "detail": "Send JSON with `Content-Type: application/json`, or what the API reference asks for.",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unsupported_type"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The content is not valid */
      422: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/invalid",
           *       "title": "The content is not valid",
           *       "status": 422,
           *       "detail": "The request is in the right form, but values in it are not possible",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "invalid"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Something went wrong on our side */
      500: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/internal",
           *       "title": "Something went wrong on our side",
           *       "status": 500,
           *       "detail": "This is a bug",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "internal"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The service is away for a moment */
      503: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unavailable",
           *       "title": "The service is away for a moment",
           *       "status": 503,
           *       "detail": "Something that we need cannot be reached",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unavailable"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  change_import_mapping: {
    parameters: {
      query?: never
      header?: never
      path: {
        /** @description The import */
        id: string
      }
      cookie?: never
    }
    requestBody: {
      content: {
        'application/json': components['schemas']['MappingPatch']
      }
    }
    responses: {
      /** @description The mapping is changed; the import is being planned, or awaits its file */
      202: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Import']
        }
      }
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/malformed",
           *       "title": "The request cannot be read",
           *       "status": 400,
           *       "detail": "A part of the request is not in the form that the API reference describes: a body that is not JSON, a query parameter that is unknown or not of its type",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "malformed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description You are not logged in */
      401: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unauthenticated",
           *       "title": "You are not logged in",
           *       "status": 401,
           *       "detail": "The request has no credential, or one that is expired, revoked or not ours",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unauthenticated"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description You may not do this */
      403: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/forbidden",
           *       "title": "You may not do this",
           *       "status": 403,
           *       "detail": "Your role, or the areas of your API token, do not include the permission that `detail` names",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "forbidden"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description There is no such thing */
      404: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/not_found",
           *       "title": "There is no such thing",
           *       "status": 404,
           *       "detail": "Nothing with this id or path exists in your organization, or you may not know of it",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "not_found"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description This method is not possible here */
      405: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/method_not_allowed",
           *       "title": "This method is not possible here",
           *       "status": 405,
           *       "detail": "The path exists, but not for this HTTP method",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "method_not_allowed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The import is past planning */
      409: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/conflict",
           *       "title": "The state does not allow this",
           *       "status": 409,
           *       "detail": "The thing exists, but its present state does not allow the change",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "conflict"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The import was changed since it was read */
      412: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/lost_race",
           *       "title": "Someone else was faster",
           *       "status": 412,
           *       "detail": "The thing was changed since you read it, so your change was not made",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "lost_race"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The request is too large */
      413: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/too_large",
           *       "title": "The request is too large",
           *       "status": 413,
           *       "detail": "The body is larger than what is accepted here; `detail` names the limit",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "too_large"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The content type is not understood */
      415: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unsupported_type",
           *       "title": "The content type is not understood",
           *       "status": 415,
           *       "detail": "Send JSON with `Content-Type: application/json`, or what the API reference asks for.",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unsupported_type"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The content is not valid */
      422: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/invalid",
           *       "title": "The content is not valid",
           *       "status": 422,
           *       "detail": "The request is in the right form, but values in it are not possible",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "invalid"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Say which revision you change */
      428: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/revision_required",
           *       "title": "Say which revision you change",
           *       "status": 428,
           *       "detail": "Send the `ETag` that you got when reading as `If-Match`, so that nobody's change is lost",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "revision_required"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Something went wrong on our side */
      500: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/internal",
           *       "title": "Something went wrong on our side",
           *       "status": 500,
           *       "detail": "This is a bug",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "internal"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The service is away for a moment */
      503: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unavailable",
           *       "title": "The service is away for a moment",
           *       "status": 503,
           *       "detail": "Something that we need cannot be reached",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unavailable"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  save_import_profile: {
    parameters: {
      query?: never
      header?: {
        /** @description Names this request: repeated with the same key and content within 24 hours, it is done once and answered the same. */
        'Idempotency-Key'?: string
      }
      path: {
        /** @description The import */
        id: string
      }
      cookie?: never
    }
    requestBody: {
      content: {
        'application/json': components['schemas']['SavedProfile']
      }
    }
    responses: {
      /** @description The new profile */
      201: {
        headers: {
          /** @description Its revision */
          etag?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['ImportProfile']
        }
      }
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/malformed",
           *       "title": "The request cannot be read",
           *       "status": 400,
           *       "detail": "A part of the request is not in the form that the API reference describes: a body that is not JSON, a query parameter that is unknown or not of its type",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "malformed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description You are not logged in */
      401: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unauthenticated",
           *       "title": "You are not logged in",
           *       "status": 401,
           *       "detail": "The request has no credential, or one that is expired, revoked or not ours",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unauthenticated"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description You may not do this */
      403: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/forbidden",
           *       "title": "You may not do this",
           *       "status": 403,
           *       "detail": "Your role, or the areas of your API token, do not include the permission that `detail` names",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "forbidden"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description There is no such thing */
      404: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/not_found",
           *       "title": "There is no such thing",
           *       "status": 404,
           *       "detail": "Nothing with this id or path exists in your organization, or you may not know of it",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "not_found"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description This method is not possible here */
      405: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/method_not_allowed",
           *       "title": "This method is not possible here",
           *       "status": 405,
           *       "detail": "The path exists, but not for this HTTP method",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "method_not_allowed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The file was not read yet, or the project has as many profiles as it may */
      409: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/conflict",
           *       "title": "The state does not allow this",
           *       "status": 409,
           *       "detail": "The thing exists, but its present state does not allow the change",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "conflict"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The request is too large */
      413: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/too_large",
           *       "title": "The request is too large",
           *       "status": 413,
           *       "detail": "The body is larger than what is accepted here; `detail` names the limit",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "too_large"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The content type is not understood */
      415: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unsupported_type",
           *       "title": "The content type is not understood",
           *       "status": 415,
           *       "detail": "Send JSON with `Content-Type: application/json`, or what the API reference asks for.",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unsupported_type"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The content is not valid */
      422: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/invalid",
           *       "title": "The content is not valid",
           *       "status": 422,
           *       "detail": "The request is in the right form, but values in it are not possible",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "invalid"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Something went wrong on our side */
      500: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/internal",
           *       "title": "Something went wrong on our side",
           *       "status": 500,
           *       "detail": "This is a bug",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "internal"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The service is away for a moment */
      503: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unavailable",
           *       "title": "The service is away for a moment",
           *       "status": 503,
           *       "detail": "Something that we need cannot be reached",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unavailable"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  get_import_report: {
    parameters: {
      query?: {
        /** @description The report's format; that of the file if it is absent. */
        format?: 'csv' | 'xlsx'
      }
      header?: never
      path: {
        /** @description The import */
        id: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The report is at `Location`, for a few minutes and without a token */
      303: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/malformed",
           *       "title": "The request cannot be read",
           *       "status": 400,
           *       "detail": "A part of the request is not in the form that the API reference describes: a body that is not JSON, a query parameter that is unknown or not of its type",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "malformed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description You are not logged in */
      401: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unauthenticated",
           *       "title": "You are not logged in",
           *       "status": 401,
           *       "detail": "The request has no credential, or one that is expired, revoked or not ours",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unauthenticated"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description You may not do this */
      403: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/forbidden",
           *       "title": "You may not do this",
           *       "status": 403,
           *       "detail": "Your role, or the areas of your API token, do not include the permission that `detail` names",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "forbidden"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description There is no such thing */
      404: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/not_found",
           *       "title": "There is no such thing",
           *       "status": 404,
           *       "detail": "Nothing with this id or path exists in your organization, or you may not know of it",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "not_found"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description This method is not possible here */
      405: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/method_not_allowed",
           *       "title": "This method is not possible here",
           *       "status": 405,
           *       "detail": "The path exists, but not for this HTTP method",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "method_not_allowed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description There is no plan, or it is being carried out */
      409: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/conflict",
           *       "title": "The state does not allow this",
           *       "status": 409,
           *       "detail": "The thing exists, but its present state does not allow the change",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "conflict"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description There are more rows than a sheet has */
      422: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/invalid",
           *       "title": "The content is not valid",
           *       "status": 422,
           *       "detail": "The request is in the right form, but values in it are not possible",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "invalid"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Something went wrong on our side */
      500: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/internal",
           *       "title": "Something went wrong on our side",
           *       "status": 500,
           *       "detail": "This is a bug",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "internal"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The service is away for a moment */
      503: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unavailable",
           *       "title": "The service is away for a moment",
           *       "status": 503,
           *       "detail": "Something that we need cannot be reached",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unavailable"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  list_import_rows: {
    parameters: {
      query?: {
        /** @description Where to go on: `next_cursor` of the part before. */
        cursor?: string
        /** @description `true`: only rows whose tasks were kept when the import was undone. */
        kept?: boolean
        /** @description At most this many rows, 1 to 200. */
        limit?: number
        /** @description Only rows with one of these verdicts; repeat it for several. */
        verdict?: components['schemas']['Verdict'][]
      }
      header?: never
      path: {
        /** @description The import */
        id: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description A part of the rows; none until the plan is complete */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Paged_RowView']
        }
      }
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/malformed",
           *       "title": "The request cannot be read",
           *       "status": 400,
           *       "detail": "A part of the request is not in the form that the API reference describes: a body that is not JSON, a query parameter that is unknown or not of its type",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "malformed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description You are not logged in */
      401: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unauthenticated",
           *       "title": "You are not logged in",
           *       "status": 401,
           *       "detail": "The request has no credential, or one that is expired, revoked or not ours",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unauthenticated"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description You may not do this */
      403: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/forbidden",
           *       "title": "You may not do this",
           *       "status": 403,
           *       "detail": "Your role, or the areas of your API token, do not include the permission that `detail` names",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "forbidden"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description There is no such thing */
      404: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/not_found",
           *       "title": "There is no such thing",
           *       "status": 404,
           *       "detail": "Nothing with this id or path exists in your organization, or you may not know of it",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "not_found"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description This method is not possible here */
      405: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/method_not_allowed",
           *       "title": "This method is not possible here",
           *       "status": 405,
           *       "detail": "The path exists, but not for this HTTP method",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "method_not_allowed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Something went wrong on our side */
      500: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/internal",
           *       "title": "Something went wrong on our side",
           *       "status": 500,
           *       "detail": "This is a bug",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "internal"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The service is away for a moment */
      503: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unavailable",
           *       "title": "The service is away for a moment",
           *       "status": 503,
           *       "detail": "Something that we need cannot be reached",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unavailable"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  undo_import: {
    parameters: {
      query?: never
      header?: {
        /** @description Names this request: repeated with the same key and content within 24 hours, it is done once and answered the same. */
        'Idempotency-Key'?: string
      }
      path: {
        /** @description The import */
        id: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description It is being undone */
      202: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Import']
        }
      }
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/malformed",
           *       "title": "The request cannot be read",
           *       "status": 400,
           *       "detail": "A part of the request is not in the form that the API reference describes: a body that is not JSON, a query parameter that is unknown or not of its type",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "malformed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description You are not logged in */
      401: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unauthenticated",
           *       "title": "You are not logged in",
           *       "status": 401,
           *       "detail": "The request has no credential, or one that is expired, revoked or not ours",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unauthenticated"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description You may not do this */
      403: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/forbidden",
           *       "title": "You may not do this",
           *       "status": 403,
           *       "detail": "Your role, or the areas of your API token, do not include the permission that `detail` names",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "forbidden"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description There is no such thing */
      404: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/not_found",
           *       "title": "There is no such thing",
           *       "status": 404,
           *       "detail": "Nothing with this id or path exists in your organization, or you may not know of it",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "not_found"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description This method is not possible here */
      405: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/method_not_allowed",
           *       "title": "This method is not possible here",
           *       "status": 405,
           *       "detail": "The path exists, but not for this HTTP method",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "method_not_allowed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description It has not ended, did nothing, or was undone before; or its project is archived */
      409: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/conflict",
           *       "title": "The state does not allow this",
           *       "status": 409,
           *       "detail": "The thing exists, but its present state does not allow the change",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "conflict"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The content is not valid */
      422: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/invalid",
           *       "title": "The content is not valid",
           *       "status": 422,
           *       "detail": "The request is in the right form, but values in it are not possible",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "invalid"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Something went wrong on our side */
      500: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/internal",
           *       "title": "Something went wrong on our side",
           *       "status": 500,
           *       "detail": "This is a bug",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "internal"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The service is away for a moment */
      503: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unavailable",
           *       "title": "The service is away for a moment",
           *       "status": 503,
           *       "detail": "Something that we need cannot be reached",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unavailable"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  list_import_profiles: {
    parameters: {
      query?: {
        /** @description Where to go on: `next_cursor` of the part before. */
        cursor?: string
        /** @description At most this many profiles, 1 to 200. */
        limit?: number
        /** @description Only those of this project. */
        project_id?: string
      }
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description A part of the profiles */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Paged_ImportProfile']
        }
      }
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/malformed",
           *       "title": "The request cannot be read",
           *       "status": 400,
           *       "detail": "A part of the request is not in the form that the API reference describes: a body that is not JSON, a query parameter that is unknown or not of its type",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "malformed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description You are not logged in */
      401: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unauthenticated",
           *       "title": "You are not logged in",
           *       "status": 401,
           *       "detail": "The request has no credential, or one that is expired, revoked or not ours",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unauthenticated"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description You may not do this */
      403: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/forbidden",
           *       "title": "You may not do this",
           *       "status": 403,
           *       "detail": "Your role, or the areas of your API token, do not include the permission that `detail` names",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "forbidden"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description There is no such thing */
      404: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/not_found",
           *       "title": "There is no such thing",
           *       "status": 404,
           *       "detail": "Nothing with this id or path exists in your organization, or you may not know of it",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "not_found"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description This method is not possible here */
      405: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/method_not_allowed",
           *       "title": "This method is not possible here",
           *       "status": 405,
           *       "detail": "The path exists, but not for this HTTP method",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "method_not_allowed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Something went wrong on our side */
      500: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/internal",
           *       "title": "Something went wrong on our side",
           *       "status": 500,
           *       "detail": "This is a bug",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "internal"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The service is away for a moment */
      503: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unavailable",
           *       "title": "The service is away for a moment",
           *       "status": 503,
           *       "detail": "Something that we need cannot be reached",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unavailable"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  create_import_profile: {
    parameters: {
      query?: never
      header?: {
        /** @description Names this request: repeated with the same key and content within 24 hours, it is done once and answered the same. */
        'Idempotency-Key'?: string
      }
      path?: never
      cookie?: never
    }
    requestBody: {
      content: {
        'application/json': components['schemas']['NewProfile']
      }
    }
    responses: {
      /** @description The new profile */
      201: {
        headers: {
          /** @description Its revision */
          etag?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['ImportProfile']
        }
      }
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/malformed",
           *       "title": "The request cannot be read",
           *       "status": 400,
           *       "detail": "A part of the request is not in the form that the API reference describes: a body that is not JSON, a query parameter that is unknown or not of its type",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "malformed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description You are not logged in */
      401: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unauthenticated",
           *       "title": "You are not logged in",
           *       "status": 401,
           *       "detail": "The request has no credential, or one that is expired, revoked or not ours",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unauthenticated"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description You may not do this */
      403: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/forbidden",
           *       "title": "You may not do this",
           *       "status": 403,
           *       "detail": "Your role, or the areas of your API token, do not include the permission that `detail` names",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "forbidden"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description There is no such thing */
      404: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/not_found",
           *       "title": "There is no such thing",
           *       "status": 404,
           *       "detail": "Nothing with this id or path exists in your organization, or you may not know of it",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "not_found"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description This method is not possible here */
      405: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/method_not_allowed",
           *       "title": "This method is not possible here",
           *       "status": 405,
           *       "detail": "The path exists, but not for this HTTP method",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "method_not_allowed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The project has as many profiles as it may, or is archived */
      409: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/conflict",
           *       "title": "The state does not allow this",
           *       "status": 409,
           *       "detail": "The thing exists, but its present state does not allow the change",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "conflict"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The request is too large */
      413: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/too_large",
           *       "title": "The request is too large",
           *       "status": 413,
           *       "detail": "The body is larger than what is accepted here; `detail` names the limit",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "too_large"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The content type is not understood */
      415: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unsupported_type",
           *       "title": "The content type is not understood",
           *       "status": 415,
           *       "detail": "Send JSON with `Content-Type: application/json`, or what the API reference asks for.",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unsupported_type"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The content is not valid */
      422: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/invalid",
           *       "title": "The content is not valid",
           *       "status": 422,
           *       "detail": "The request is in the right form, but values in it are not possible",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "invalid"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Something went wrong on our side */
      500: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/internal",
           *       "title": "Something went wrong on our side",
           *       "status": 500,
           *       "detail": "This is a bug",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "internal"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The service is away for a moment */
      503: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unavailable",
           *       "title": "The service is away for a moment",
           *       "status": 503,
           *       "detail": "Something that we need cannot be reached",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unavailable"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  get_import_profile: {
    parameters: {
      query?: never
      header?: never
      path: {
        /** @description The profile */
        id: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The profile */
      200: {
        headers: {
          /** @description Its revision */
          etag?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['ImportProfile']
        }
      }
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/malformed",
           *       "title": "The request cannot be read",
           *       "status": 400,
           *       "detail": "A part of the request is not in the form that the API reference describes: a body that is not JSON, a query parameter that is unknown or not of its type",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "malformed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description You are not logged in */
      401: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unauthenticated",
           *       "title": "You are not logged in",
           *       "status": 401,
           *       "detail": "The request has no credential, or one that is expired, revoked or not ours",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unauthenticated"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description You may not do this */
      403: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/forbidden",
           *       "title": "You may not do this",
           *       "status": 403,
           *       "detail": "Your role, or the areas of your API token, do not include the permission that `detail` names",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "forbidden"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description There is no such thing */
      404: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/not_found",
           *       "title": "There is no such thing",
           *       "status": 404,
           *       "detail": "Nothing with this id or path exists in your organization, or you may not know of it",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "not_found"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description This method is not possible here */
      405: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/method_not_allowed",
           *       "title": "This method is not possible here",
           *       "status": 405,
           *       "detail": "The path exists, but not for this HTTP method",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "method_not_allowed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Something went wrong on our side */
      500: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/internal",
           *       "title": "Something went wrong on our side",
           *       "status": 500,
           *       "detail": "This is a bug",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "internal"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The service is away for a moment */
      503: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unavailable",
           *       "title": "The service is away for a moment",
           *       "status": 503,
           *       "detail": "Something that we need cannot be reached",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unavailable"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  delete_import_profile: {
    parameters: {
      query?: never
      header?: {
        /**
         * @description The `ETag` that you read, or `*`
         * @example *
         */
        'if-match'?: string | null
      }
      path: {
        /** @description The profile */
        id: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description It is gone */
      204: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/malformed",
           *       "title": "The request cannot be read",
           *       "status": 400,
           *       "detail": "A part of the request is not in the form that the API reference describes: a body that is not JSON, a query parameter that is unknown or not of its type",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "malformed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description You are not logged in */
      401: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unauthenticated",
           *       "title": "You are not logged in",
           *       "status": 401,
           *       "detail": "The request has no credential, or one that is expired, revoked or not ours",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unauthenticated"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description You may not do this */
      403: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/forbidden",
           *       "title": "You may not do this",
           *       "status": 403,
           *       "detail": "Your role, or the areas of your API token, do not include the permission that `detail` names",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "forbidden"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description There is no such thing */
      404: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/not_found",
           *       "title": "There is no such thing",
           *       "status": 404,
           *       "detail": "Nothing with this id or path exists in your organization, or you may not know of it",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "not_found"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description This method is not possible here */
      405: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/method_not_allowed",
           *       "title": "This method is not possible here",
           *       "status": 405,
           *       "detail": "The path exists, but not for this HTTP method",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "method_not_allowed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Someone changed it since */
      412: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/lost_race",
           *       "title": "Someone else was faster",
           *       "status": 412,
           *       "detail": "The thing was changed since you read it, so your change was not made",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "lost_race"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Say which revision you change */
      428: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/revision_required",
           *       "title": "Say which revision you change",
           *       "status": 428,
           *       "detail": "Send the `ETag` that you got when reading as `If-Match`, so that nobody's change is lost",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "revision_required"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Something went wrong on our side */
      500: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/internal",
           *       "title": "Something went wrong on our side",
           *       "status": 500,
           *       "detail": "This is a bug",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "internal"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The service is away for a moment */
      503: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unavailable",
           *       "title": "The service is away for a moment",
           *       "status": 503,
           *       "detail": "Something that we need cannot be reached",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unavailable"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  change_import_profile: {
    parameters: {
      query?: never
      header: {
        /**
         * @description The `ETag` that you read, or `*`
         * @example "1"
         */
        'if-match': string
      }
      path: {
        /** @description The profile */
        id: string
      }
      cookie?: never
    }
    requestBody: {
      content: {
        'application/json': components['schemas']['ProfilePatch']
      }
    }
    responses: {
      /** @description The profile as it is now */
      200: {
        headers: {
          /** @description Its revision */
          etag?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['ImportProfile']
        }
      }
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/malformed",
           *       "title": "The request cannot be read",
           *       "status": 400,
           *       "detail": "A part of the request is not in the form that the API reference describes: a body that is not JSON, a query parameter that is unknown or not of its type",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "malformed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description You are not logged in */
      401: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unauthenticated",
           *       "title": "You are not logged in",
           *       "status": 401,
           *       "detail": "The request has no credential, or one that is expired, revoked or not ours",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unauthenticated"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description You may not do this */
      403: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/forbidden",
           *       "title": "You may not do this",
           *       "status": 403,
           *       "detail": "Your role, or the areas of your API token, do not include the permission that `detail` names",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "forbidden"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description There is no such thing */
      404: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/not_found",
           *       "title": "There is no such thing",
           *       "status": 404,
           *       "detail": "Nothing with this id or path exists in your organization, or you may not know of it",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "not_found"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description This method is not possible here */
      405: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/method_not_allowed",
           *       "title": "This method is not possible here",
           *       "status": 405,
           *       "detail": "The path exists, but not for this HTTP method",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "method_not_allowed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Someone else was faster */
      412: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/lost_race",
           *       "title": "Someone else was faster",
           *       "status": 412,
           *       "detail": "The thing was changed since you read it, so your change was not made",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "lost_race"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The request is too large */
      413: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/too_large",
           *       "title": "The request is too large",
           *       "status": 413,
           *       "detail": "The body is larger than what is accepted here; `detail` names the limit",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "too_large"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The content type is not understood */
      415: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unsupported_type",
           *       "title": "The content type is not understood",
           *       "status": 415,
           *       "detail": "Send JSON with `Content-Type: application/json`, or what the API reference asks for.",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unsupported_type"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The content is not valid */
      422: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/invalid",
           *       "title": "The content is not valid",
           *       "status": 422,
           *       "detail": "The request is in the right form, but values in it are not possible",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "invalid"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Say which revision you change */
      428: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/revision_required",
           *       "title": "Say which revision you change",
           *       "status": 428,
           *       "detail": "Send the `ETag` that you got when reading as `If-Match`, so that nobody's change is lost",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "revision_required"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Something went wrong on our side */
      500: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/internal",
           *       "title": "Something went wrong on our side",
           *       "status": 500,
           *       "detail": "This is a bug",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "internal"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The service is away for a moment */
      503: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unavailable",
           *       "title": "The service is away for a moment",
           *       "status": 503,
           *       "detail": "Something that we need cannot be reached",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unavailable"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  list_notifications: {
    parameters: {
      query?: {
        /** @description Where to go on: `next_cursor` of the part before. */
        cursor?: string
        /** @description At most this many items, 1 to 200. */
        limit?: number
        /** @description Only what is unread. */
        unread?: boolean
      }
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description Entries */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Paged_NotificationView']
        }
      }
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/malformed",
           *       "title": "The request cannot be read",
           *       "status": 400,
           *       "detail": "A part of the request is not in the form that the API reference describes: a body that is not JSON, a query parameter that is unknown or not of its type",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "malformed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description You are not logged in */
      401: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unauthenticated",
           *       "title": "You are not logged in",
           *       "status": 401,
           *       "detail": "The request has no credential, or one that is expired, revoked or not ours",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unauthenticated"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description You may not do this */
      403: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/forbidden",
           *       "title": "You may not do this",
           *       "status": 403,
           *       "detail": "Your role, or the areas of your API token, do not include the permission that `detail` names",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "forbidden"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description There is no such thing */
      404: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/not_found",
           *       "title": "There is no such thing",
           *       "status": 404,
           *       "detail": "Nothing with this id or path exists in your organization, or you may not know of it",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "not_found"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description This method is not possible here */
      405: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/method_not_allowed",
           *       "title": "This method is not possible here",
           *       "status": 405,
           *       "detail": "The path exists, but not for this HTTP method",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "method_not_allowed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Something went wrong on our side */
      500: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/internal",
           *       "title": "Something went wrong on our side",
           *       "status": 500,
           *       "detail": "This is a bug",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "internal"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The service is away for a moment */
      503: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unavailable",
           *       "title": "The service is away for a moment",
           *       "status": 503,
           *       "detail": "Something that we need cannot be reached",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unavailable"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  mark_notification: {
    parameters: {
      query?: never
      header?: never
      path: {
        id: string
      }
      cookie?: never
    }
    requestBody: {
      content: {
        'application/json': components['schemas']['Mark']
      }
    }
    responses: {
      /** @description The entry as it is now */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['NotificationView']
        }
      }
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/malformed",
           *       "title": "The request cannot be read",
           *       "status": 400,
           *       "detail": "A part of the request is not in the form that the API reference describes: a body that is not JSON, a query parameter that is unknown or not of its type",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "malformed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description You are not logged in */
      401: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unauthenticated",
           *       "title": "You are not logged in",
           *       "status": 401,
           *       "detail": "The request has no credential, or one that is expired, revoked or not ours",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unauthenticated"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description You may not do this */
      403: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/forbidden",
           *       "title": "You may not do this",
           *       "status": 403,
           *       "detail": "Your role, or the areas of your API token, do not include the permission that `detail` names",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "forbidden"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description There is no such thing */
      404: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/not_found",
           *       "title": "There is no such thing",
           *       "status": 404,
           *       "detail": "Nothing with this id or path exists in your organization, or you may not know of it",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "not_found"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description This method is not possible here */
      405: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/method_not_allowed",
           *       "title": "This method is not possible here",
           *       "status": 405,
           *       "detail": "The path exists, but not for this HTTP method",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "method_not_allowed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The request is too large */
      413: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/too_large",
           *       "title": "The request is too large",
           *       "status": 413,
           *       "detail": "The body is larger than what is accepted here; `detail` names the limit",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "too_large"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The content type is not understood */
      415: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unsupported_type",
           *       "title": "The content type is not understood",
           *       "status": 415,
           *       "detail": "Send JSON with `Content-Type: application/json`, or what the API reference asks for.",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unsupported_type"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The content is not valid */
      422: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/invalid",
           *       "title": "The content is not valid",
           *       "status": 422,
           *       "detail": "The request is in the right form, but values in it are not possible",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "invalid"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Something went wrong on our side */
      500: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/internal",
           *       "title": "Something went wrong on our side",
           *       "status": 500,
           *       "detail": "This is a bug",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "internal"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The service is away for a moment */
      503: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unavailable",
           *       "title": "The service is away for a moment",
           *       "status": 503,
           *       "detail": "Something that we need cannot be reached",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unavailable"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  mark_all_notifications_read: {
    parameters: {
      query?: never
      header?: {
        /** @description Names this request: repeated with the same key and content within 24 hours, it is done once and answered the same. */
        'Idempotency-Key'?: string
      }
      path?: never
      cookie?: never
    }
    requestBody: {
      content: {
        'application/json': components['schemas']['ReadUntil']
      }
    }
    responses: {
      /** @description Marked */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Marked']
        }
      }
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/malformed",
           *       "title": "The request cannot be read",
           *       "status": 400,
           *       "detail": "A part of the request is not in the form that the API reference describes: a body that is not JSON, a query parameter that is unknown or not of its type",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "malformed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description You are not logged in */
      401: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unauthenticated",
           *       "title": "You are not logged in",
           *       "status": 401,
           *       "detail": "The request has no credential, or one that is expired, revoked or not ours",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unauthenticated"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description You may not do this */
      403: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/forbidden",
           *       "title": "You may not do this",
           *       "status": 403,
           *       "detail": "Your role, or the areas of your API token, do not include the permission that `detail` names",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "forbidden"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description There is no such thing */
      404: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/not_found",
           *       "title": "There is no such thing",
           *       "status": 404,
           *       "detail": "Nothing with this id or path exists in your organization, or you may not know of it",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "not_found"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description This method is not possible here */
      405: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/method_not_allowed",
           *       "title": "This method is not possible here",
           *       "status": 405,
           *       "detail": "The path exists, but not for this HTTP method",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "method_not_allowed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The state does not allow this */
      409: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/conflict",
           *       "title": "The state does not allow this",
           *       "status": 409,
           *       "detail": "The thing exists, but its present state does not allow the change",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "conflict"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The request is too large */
      413: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/too_large",
           *       "title": "The request is too large",
           *       "status": 413,
           *       "detail": "The body is larger than what is accepted here; `detail` names the limit",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "too_large"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The content type is not understood */
      415: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unsupported_type",
           *       "title": "The content type is not understood",
           *       "status": 415,
           *       "detail": "Send JSON with `Content-Type: application/json`, or what the API reference asks for.",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unsupported_type"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The content is not valid */
      422: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/invalid",
           *       "title": "The content is not valid",
           *       "status": 422,
           *       "detail": "The request is in the right form, but values in it are not possible",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "invalid"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Something went wrong on our side */
      500: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/internal",
           *       "title": "Something went wrong on our side",
           *       "status": 500,
           *       "detail": "This is a bug",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "internal"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The service is away for a moment */
      503: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unavailable",
           *       "title": "The service is away for a moment",
           *       "status": 503,
           *       "detail": "Something that we need cannot be reached",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unavailable"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  count_unread_notifications: {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The count */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Unread']
        }
      }
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/malformed",
           *       "title": "The request cannot be read",
           *       "status": 400,
           *       "detail": "A part of the request is not in the form that the API reference describes: a body that is not JSON, a query parameter that is unknown or not of its type",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "malformed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description You are not logged in */
      401: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unauthenticated",
           *       "title": "You are not logged in",
           *       "status": 401,
           *       "detail": "The request has no credential, or one that is expired, revoked or not ours",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unauthenticated"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description You may not do this */
      403: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/forbidden",
           *       "title": "You may not do this",
           *       "status": 403,
           *       "detail": "Your role, or the areas of your API token, do not include the permission that `detail` names",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "forbidden"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description There is no such thing */
      404: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/not_found",
           *       "title": "There is no such thing",
           *       "status": 404,
           *       "detail": "Nothing with this id or path exists in your organization, or you may not know of it",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "not_found"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description This method is not possible here */
      405: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/method_not_allowed",
           *       "title": "This method is not possible here",
           *       "status": 405,
           *       "detail": "The path exists, but not for this HTTP method",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "method_not_allowed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Something went wrong on our side */
      500: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/internal",
           *       "title": "Something went wrong on our side",
           *       "status": 500,
           *       "detail": "This is a bug",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "internal"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The service is away for a moment */
      503: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unavailable",
           *       "title": "The service is away for a moment",
           *       "status": 503,
           *       "detail": "Something that we need cannot be reached",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unavailable"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  read_openapi_document: {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The document */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "openapi": "3.1.0",
           *       "info": {
           *         "title": "Katalusis Workflow OS"
           *       }
           *     }
           */
          'application/json': unknown
        }
      }
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/malformed",
           *       "title": "The request cannot be read",
           *       "status": 400,
           *       "detail": "A part of the request is not in the form that the API reference describes: a body that is not JSON, a query parameter that is unknown or not of its type",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "malformed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description There is no such thing */
      404: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/not_found",
           *       "title": "There is no such thing",
           *       "status": 404,
           *       "detail": "Nothing with this id or path exists in your organization, or you may not know of it",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "not_found"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description This method is not possible here */
      405: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/method_not_allowed",
           *       "title": "This method is not possible here",
           *       "status": 405,
           *       "detail": "The path exists, but not for this HTTP method",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "method_not_allowed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Something went wrong on our side */
      500: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/internal",
           *       "title": "Something went wrong on our side",
           *       "status": 500,
           *       "detail": "This is a bug",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "internal"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The service is away for a moment */
      503: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unavailable",
           *       "title": "The service is away for a moment",
           *       "status": 503,
           *       "detail": "Something that we need cannot be reached",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unavailable"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  list_organizations: {
    parameters: {
      query?: {
        /** @description Where to go on: `next_cursor` of the part before. */
        cursor?: string
        /** @description At most this many items, 1 to 200. A page ends earlier when its texts are very long. */
        limit?: number
      }
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description Organizations */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Paged_OrganizationView']
        }
      }
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/malformed",
           *       "title": "The request cannot be read",
           *       "status": 400,
           *       "detail": "A part of the request is not in the form that the API reference describes: a body that is not JSON, a query parameter that is unknown or not of its type",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "malformed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description You are not logged in */
      401: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unauthenticated",
           *       "title": "You are not logged in",
           *       "status": 401,
           *       "detail": "The request has no credential, or one that is expired, revoked or not ours",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unauthenticated"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description You may not do this */
      403: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/forbidden",
           *       "title": "You may not do this",
           *       "status": 403,
           *       "detail": "Your role, or the areas of your API token, do not include the permission that `detail` names",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "forbidden"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description There is no such thing */
      404: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/not_found",
           *       "title": "There is no such thing",
           *       "status": 404,
           *       "detail": "Nothing with this id or path exists in your organization, or you may not know of it",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "not_found"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description This method is not possible here */
      405: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/method_not_allowed",
           *       "title": "This method is not possible here",
           *       "status": 405,
           *       "detail": "The path exists, but not for this HTTP method",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "method_not_allowed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Something went wrong on our side */
      500: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/internal",
           *       "title": "Something went wrong on our side",
           *       "status": 500,
           *       "detail": "This is a bug",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "internal"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The service is away for a moment */
      503: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unavailable",
           *       "title": "The service is away for a moment",
           *       "status": 503,
           *       "detail": "Something that we need cannot be reached",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unavailable"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  read_organization: {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The organization */
      200: {
        headers: {
          etag?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['OrganizationView']
        }
      }
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/malformed",
           *       "title": "The request cannot be read",
           *       "status": 400,
           *       "detail": "A part of the request is not in the form that the API reference describes: a body that is not JSON, a query parameter that is unknown or not of its type",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "malformed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description You are not logged in */
      401: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unauthenticated",
           *       "title": "You are not logged in",
           *       "status": 401,
           *       "detail": "The request has no credential, or one that is expired, revoked or not ours",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unauthenticated"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description You may not do this */
      403: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/forbidden",
           *       "title": "You may not do this",
           *       "status": 403,
           *       "detail": "Your role, or the areas of your API token, do not include the permission that `detail` names",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "forbidden"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description There is no such thing */
      404: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/not_found",
           *       "title": "There is no such thing",
           *       "status": 404,
           *       "detail": "Nothing with this id or path exists in your organization, or you may not know of it",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "not_found"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description This method is not possible here */
      405: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/method_not_allowed",
           *       "title": "This method is not possible here",
           *       "status": 405,
           *       "detail": "The path exists, but not for this HTTP method",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "method_not_allowed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Something went wrong on our side */
      500: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/internal",
           *       "title": "Something went wrong on our side",
           *       "status": 500,
           *       "detail": "This is a bug",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "internal"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The service is away for a moment */
      503: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unavailable",
           *       "title": "The service is away for a moment",
           *       "status": 503,
           *       "detail": "Something that we need cannot be reached",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unavailable"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  change_organization: {
    parameters: {
      query?: never
      header: {
        /**
         * @description The `ETag` that was read, or `*`
         * @example "1"
         */
        'if-match': string
      }
      path?: never
      cookie?: never
    }
    requestBody: {
      content: {
        'application/json': components['schemas']['ChangeOrganization']
      }
    }
    responses: {
      /** @description Changed */
      200: {
        headers: {
          etag?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['OrganizationView']
        }
      }
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/malformed",
           *       "title": "The request cannot be read",
           *       "status": 400,
           *       "detail": "A part of the request is not in the form that the API reference describes: a body that is not JSON, a query parameter that is unknown or not of its type",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "malformed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description You are not logged in */
      401: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unauthenticated",
           *       "title": "You are not logged in",
           *       "status": 401,
           *       "detail": "The request has no credential, or one that is expired, revoked or not ours",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unauthenticated"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description You may not do this */
      403: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/forbidden",
           *       "title": "You may not do this",
           *       "status": 403,
           *       "detail": "Your role, or the areas of your API token, do not include the permission that `detail` names",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "forbidden"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description There is no such thing */
      404: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/not_found",
           *       "title": "There is no such thing",
           *       "status": 404,
           *       "detail": "Nothing with this id or path exists in your organization, or you may not know of it",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "not_found"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description This method is not possible here */
      405: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/method_not_allowed",
           *       "title": "This method is not possible here",
           *       "status": 405,
           *       "detail": "The path exists, but not for this HTTP method",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "method_not_allowed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description It was changed in between */
      412: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/lost_race",
           *       "title": "Someone else was faster",
           *       "status": 412,
           *       "detail": "The thing was changed since you read it, so your change was not made",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "lost_race"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The request is too large */
      413: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/too_large",
           *       "title": "The request is too large",
           *       "status": 413,
           *       "detail": "The body is larger than what is accepted here; `detail` names the limit",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "too_large"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The content type is not understood */
      415: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unsupported_type",
           *       "title": "The content type is not understood",
           *       "status": 415,
           *       "detail": "Send JSON with `Content-Type: application/json`, or what the API reference asks for.",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unsupported_type"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The content is not valid */
      422: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/invalid",
           *       "title": "The content is not valid",
           *       "status": 422,
           *       "detail": "The request is in the right form, but values in it are not possible",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "invalid"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Say which revision you change */
      428: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/revision_required",
           *       "title": "Say which revision you change",
           *       "status": 428,
           *       "detail": "Send the `ETag` that you got when reading as `If-Match`, so that nobody's change is lost",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "revision_required"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Something went wrong on our side */
      500: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/internal",
           *       "title": "Something went wrong on our side",
           *       "status": 500,
           *       "detail": "This is a bug",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "internal"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The service is away for a moment */
      503: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unavailable",
           *       "title": "The service is away for a moment",
           *       "status": 503,
           *       "detail": "Something that we need cannot be reached",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unavailable"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  list_projects: {
    parameters: {
      query?: {
        /** @description Where to go on: `next_cursor` of the part before. */
        cursor?: string
        /** @description At most this many items, 1 to 200. A page ends earlier when its texts are very long. */
        limit?: number
      }
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description Projects */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Paged_ProjectView']
        }
      }
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/malformed",
           *       "title": "The request cannot be read",
           *       "status": 400,
           *       "detail": "A part of the request is not in the form that the API reference describes: a body that is not JSON, a query parameter that is unknown or not of its type",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "malformed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description You are not logged in */
      401: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unauthenticated",
           *       "title": "You are not logged in",
           *       "status": 401,
           *       "detail": "The request has no credential, or one that is expired, revoked or not ours",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unauthenticated"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description You may not do this */
      403: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/forbidden",
           *       "title": "You may not do this",
           *       "status": 403,
           *       "detail": "Your role, or the areas of your API token, do not include the permission that `detail` names",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "forbidden"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description There is no such thing */
      404: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/not_found",
           *       "title": "There is no such thing",
           *       "status": 404,
           *       "detail": "Nothing with this id or path exists in your organization, or you may not know of it",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "not_found"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description This method is not possible here */
      405: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/method_not_allowed",
           *       "title": "This method is not possible here",
           *       "status": 405,
           *       "detail": "The path exists, but not for this HTTP method",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "method_not_allowed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Something went wrong on our side */
      500: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/internal",
           *       "title": "Something went wrong on our side",
           *       "status": 500,
           *       "detail": "This is a bug",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "internal"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The service is away for a moment */
      503: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unavailable",
           *       "title": "The service is away for a moment",
           *       "status": 503,
           *       "detail": "Something that we need cannot be reached",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unavailable"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  create_project: {
    parameters: {
      query?: never
      header?: {
        /** @description Names this request: repeated with the same key and content within 24 hours, it is done once and answered the same. */
        'Idempotency-Key'?: string
      }
      path?: never
      cookie?: never
    }
    requestBody: {
      content: {
        'application/json': components['schemas']['NewProject']
      }
    }
    responses: {
      /** @description The new project */
      201: {
        headers: {
          /** @description Its revision */
          etag?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['ProjectView']
        }
      }
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/malformed",
           *       "title": "The request cannot be read",
           *       "status": 400,
           *       "detail": "A part of the request is not in the form that the API reference describes: a body that is not JSON, a query parameter that is unknown or not of its type",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "malformed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description You are not logged in */
      401: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unauthenticated",
           *       "title": "You are not logged in",
           *       "status": 401,
           *       "detail": "The request has no credential, or one that is expired, revoked or not ours",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unauthenticated"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description You may not do this */
      403: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/forbidden",
           *       "title": "You may not do this",
           *       "status": 403,
           *       "detail": "Your role, or the areas of your API token, do not include the permission that `detail` names",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "forbidden"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description There is no such thing */
      404: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/not_found",
           *       "title": "There is no such thing",
           *       "status": 404,
           *       "detail": "Nothing with this id or path exists in your organization, or you may not know of it",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "not_found"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description This method is not possible here */
      405: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/method_not_allowed",
           *       "title": "This method is not possible here",
           *       "status": 405,
           *       "detail": "The path exists, but not for this HTTP method",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "method_not_allowed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description There is a project with this key already */
      409: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/conflict",
           *       "title": "The state does not allow this",
           *       "status": 409,
           *       "detail": "The thing exists, but its present state does not allow the change",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "conflict"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The request is too large */
      413: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/too_large",
           *       "title": "The request is too large",
           *       "status": 413,
           *       "detail": "The body is larger than what is accepted here; `detail` names the limit",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "too_large"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The content type is not understood */
      415: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unsupported_type",
           *       "title": "The content type is not understood",
           *       "status": 415,
           *       "detail": "Send JSON with `Content-Type: application/json`, or what the API reference asks for.",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unsupported_type"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The content is not valid */
      422: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/invalid",
           *       "title": "The content is not valid",
           *       "status": 422,
           *       "detail": "The request is in the right form, but values in it are not possible",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "invalid"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Something went wrong on our side */
      500: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/internal",
           *       "title": "Something went wrong on our side",
           *       "status": 500,
           *       "detail": "This is a bug",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "internal"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The service is away for a moment */
      503: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unavailable",
           *       "title": "The service is away for a moment",
           *       "status": 503,
           *       "detail": "Something that we need cannot be reached",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unavailable"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  get_project: {
    parameters: {
      query?: never
      header?: never
      path: {
        /**
         * @description Id or key
         * @example OPS
         */
        project: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The project */
      200: {
        headers: {
          /** @description Its revision */
          etag?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['ProjectView']
        }
      }
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/malformed",
           *       "title": "The request cannot be read",
           *       "status": 400,
           *       "detail": "A part of the request is not in the form that the API reference describes: a body that is not JSON, a query parameter that is unknown or not of its type",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "malformed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description You are not logged in */
      401: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unauthenticated",
           *       "title": "You are not logged in",
           *       "status": 401,
           *       "detail": "The request has no credential, or one that is expired, revoked or not ours",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unauthenticated"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description You may not do this */
      403: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/forbidden",
           *       "title": "You may not do this",
           *       "status": 403,
           *       "detail": "Your role, or the areas of your API token, do not include the permission that `detail` names",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "forbidden"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description There is no such thing */
      404: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/not_found",
           *       "title": "There is no such thing",
           *       "status": 404,
           *       "detail": "Nothing with this id or path exists in your organization, or you may not know of it",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "not_found"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description This method is not possible here */
      405: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/method_not_allowed",
           *       "title": "This method is not possible here",
           *       "status": 405,
           *       "detail": "The path exists, but not for this HTTP method",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "method_not_allowed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Something went wrong on our side */
      500: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/internal",
           *       "title": "Something went wrong on our side",
           *       "status": 500,
           *       "detail": "This is a bug",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "internal"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The service is away for a moment */
      503: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unavailable",
           *       "title": "The service is away for a moment",
           *       "status": 503,
           *       "detail": "Something that we need cannot be reached",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unavailable"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  change_project: {
    parameters: {
      query?: never
      header: {
        /**
         * @description The `ETag` that you read, or `*`
         * @example "1"
         */
        'if-match': string
      }
      path: {
        /**
         * @description Id or key
         * @example OPS
         */
        project: string
      }
      cookie?: never
    }
    requestBody: {
      content: {
        'application/json': components['schemas']['ProjectPatch']
      }
    }
    responses: {
      /** @description The project as it is now */
      200: {
        headers: {
          /** @description Its revision */
          etag?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['ProjectView']
        }
      }
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/malformed",
           *       "title": "The request cannot be read",
           *       "status": 400,
           *       "detail": "A part of the request is not in the form that the API reference describes: a body that is not JSON, a query parameter that is unknown or not of its type",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "malformed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description You are not logged in */
      401: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unauthenticated",
           *       "title": "You are not logged in",
           *       "status": 401,
           *       "detail": "The request has no credential, or one that is expired, revoked or not ours",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unauthenticated"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description You may not do this */
      403: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/forbidden",
           *       "title": "You may not do this",
           *       "status": 403,
           *       "detail": "Your role, or the areas of your API token, do not include the permission that `detail` names",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "forbidden"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description There is no such thing */
      404: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/not_found",
           *       "title": "There is no such thing",
           *       "status": 404,
           *       "detail": "Nothing with this id or path exists in your organization, or you may not know of it",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "not_found"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description This method is not possible here */
      405: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/method_not_allowed",
           *       "title": "This method is not possible here",
           *       "status": 405,
           *       "detail": "The path exists, but not for this HTTP method",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "method_not_allowed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Tasks have values in a field whose kind should change */
      409: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/conflict",
           *       "title": "The state does not allow this",
           *       "status": 409,
           *       "detail": "The thing exists, but its present state does not allow the change",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "conflict"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Someone else was faster */
      412: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/lost_race",
           *       "title": "Someone else was faster",
           *       "status": 412,
           *       "detail": "The thing was changed since you read it, so your change was not made",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "lost_race"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The request is too large */
      413: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/too_large",
           *       "title": "The request is too large",
           *       "status": 413,
           *       "detail": "The body is larger than what is accepted here; `detail` names the limit",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "too_large"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The content type is not understood */
      415: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unsupported_type",
           *       "title": "The content type is not understood",
           *       "status": 415,
           *       "detail": "Send JSON with `Content-Type: application/json`, or what the API reference asks for.",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unsupported_type"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The content is not valid */
      422: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/invalid",
           *       "title": "The content is not valid",
           *       "status": 422,
           *       "detail": "The request is in the right form, but values in it are not possible",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "invalid"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Say which revision you change */
      428: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/revision_required",
           *       "title": "Say which revision you change",
           *       "status": 428,
           *       "detail": "Send the `ETag` that you got when reading as `If-Match`, so that nobody's change is lost",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "revision_required"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Something went wrong on our side */
      500: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/internal",
           *       "title": "Something went wrong on our side",
           *       "status": 500,
           *       "detail": "This is a bug",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "internal"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The service is away for a moment */
      503: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unavailable",
           *       "title": "The service is away for a moment",
           *       "status": 503,
           *       "detail": "Something that we need cannot be reached",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unavailable"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  list_tasks: {
    parameters: {
      query?: {
        /**
         * @description Who works on them: ids of users, `me`, or `none` for tasks that nobody works on.
         * @example [
         *       "me"
         *     ]
         */
        assignee?: string[]
        /** @description Last completed at this time or later, and not reopened. */
        completed_after?: components['schemas']['Timestamp']
        /** @description Last completed before this time, and not reopened. */
        completed_before?: components['schemas']['Timestamp']
        /** @description Made at this time or later. */
        created_after?: components['schemas']['Timestamp']
        /** @description Made before this time. */
        created_before?: components['schemas']['Timestamp']
        /**
         * @description Who made them: ids of users, or `me`.
         * @example [
         *       "me"
         *     ]
         */
        created_by?: string[]
        /** @description Where to go on: `next_cursor` of the part before, with the same filter and sort. */
        cursor?: string
        /** @description `true`: the tasks in the bin, instead of the others. */
        deleted?: boolean
        /** @description Due at this time or later. */
        due_after?: components['schemas']['Timestamp']
        /** @description Due before this time. */
        due_before?: components['schemas']['Timestamp']
        /**
         * @description What another system calls them.
         * @example [
         *       "CRM-4711"
         *     ]
         */
        external_id?: string[]
        /**
         * @description Only these fields of each task, besides `id` and `key`: names with commas between, or repeated.
         * @example [
         *       "title,status"
         *     ]
         */
        fields?: string[]
        /** @description The imports that made them, by id. */
        import?: string[]
        /** @description At most this many items, 1 to 200. A page ends earlier when its texts are very long. */
        limit?: number
        /** @description `true`: only tasks without a due date. */
        no_due_date?: boolean
        /**
         * @description Their numbers within their projects.
         * @example [
         *       42
         *     ]
         */
        number?: number[]
        /** @description The tasks that they are a part of, by id. */
        parent?: components['schemas']['Id'][]
        /** @description How urgent they are. */
        priority?: components['schemas']['Priority'][]
        /**
         * @description Projects by id or key.
         * @example [
         *       "OPS"
         *     ]
         */
        project?: string[]
        /**
         * @description Words that each occur somewhere in key, title, description or tags, in any case; parts of words do.
         *     At most 10 words of up to 60 characters.
         * @example carrier contract
         */
        q?: string
        /**
         * @description The order; `-` in front reverses it. Tasks without the date come first in ascending order and last in
         *     descending. Titles are ordered by code point, statuses as work goes, priorities by urgency.
         */
        sort?:
          | 'created_at'
          | '-created_at'
          | 'updated_at'
          | '-updated_at'
          | 'due_at'
          | '-due_at'
          | 'start_at'
          | '-start_at'
          | 'priority'
          | '-priority'
          | 'status'
          | '-status'
          | 'title'
          | '-title'
          | 'number'
          | '-number'
        /** @description To begin at this time or later. */
        start_after?: components['schemas']['Timestamp']
        /** @description To begin before this time. */
        start_before?: components['schemas']['Timestamp']
        /** @description Where they stand. */
        status?: components['schemas']['Status'][]
        /**
         * @description Tags.
         * @example [
         *       "contract"
         *     ]
         */
        tag?: string[]
        /** @description Last changed at this time or later. */
        updated_after?: components['schemas']['Timestamp']
        /** @description Last changed before this time. */
        updated_before?: components['schemas']['Timestamp']
        /**
         * @description Who watches them: ids of users, or `me`.
         * @example [
         *       "me"
         *     ]
         */
        watcher?: string[]
      }
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description Tasks */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Paged_ListedTask']
        }
      }
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/malformed",
           *       "title": "The request cannot be read",
           *       "status": 400,
           *       "detail": "A part of the request is not in the form that the API reference describes: a body that is not JSON, a query parameter that is unknown or not of its type",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "malformed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description You are not logged in */
      401: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unauthenticated",
           *       "title": "You are not logged in",
           *       "status": 401,
           *       "detail": "The request has no credential, or one that is expired, revoked or not ours",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unauthenticated"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description You may not do this */
      403: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/forbidden",
           *       "title": "You may not do this",
           *       "status": 403,
           *       "detail": "Your role, or the areas of your API token, do not include the permission that `detail` names",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "forbidden"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description There is no such thing */
      404: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/not_found",
           *       "title": "There is no such thing",
           *       "status": 404,
           *       "detail": "Nothing with this id or path exists in your organization, or you may not know of it",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "not_found"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description This method is not possible here */
      405: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/method_not_allowed",
           *       "title": "This method is not possible here",
           *       "status": 405,
           *       "detail": "The path exists, but not for this HTTP method",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "method_not_allowed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Something went wrong on our side */
      500: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/internal",
           *       "title": "Something went wrong on our side",
           *       "status": 500,
           *       "detail": "This is a bug",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "internal"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The service is away for a moment */
      503: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unavailable",
           *       "title": "The service is away for a moment",
           *       "status": 503,
           *       "detail": "Something that we need cannot be reached",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unavailable"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  create_task: {
    parameters: {
      query?: never
      header?: {
        /** @description Names this request: repeated with the same key and content within 24 hours, it is done once and answered the same. */
        'Idempotency-Key'?: string
      }
      path?: never
      cookie?: never
    }
    requestBody: {
      content: {
        'application/json': components['schemas']['NewTask']
      }
    }
    responses: {
      /** @description The new task */
      201: {
        headers: {
          /** @description Its revision */
          etag?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['TaskView']
        }
      }
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/malformed",
           *       "title": "The request cannot be read",
           *       "status": 400,
           *       "detail": "A part of the request is not in the form that the API reference describes: a body that is not JSON, a query parameter that is unknown or not of its type",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "malformed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description You are not logged in */
      401: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unauthenticated",
           *       "title": "You are not logged in",
           *       "status": 401,
           *       "detail": "The request has no credential, or one that is expired, revoked or not ours",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unauthenticated"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description You may not do this */
      403: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/forbidden",
           *       "title": "You may not do this",
           *       "status": 403,
           *       "detail": "Your role, or the areas of your API token, do not include the permission that `detail` names",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "forbidden"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description There is no such thing */
      404: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/not_found",
           *       "title": "There is no such thing",
           *       "status": 404,
           *       "detail": "Nothing with this id or path exists in your organization, or you may not know of it",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "not_found"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description This method is not possible here */
      405: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/method_not_allowed",
           *       "title": "This method is not possible here",
           *       "status": 405,
           *       "detail": "The path exists, but not for this HTTP method",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "method_not_allowed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The project is archived, or another task of it has this external id */
      409: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/conflict",
           *       "title": "The state does not allow this",
           *       "status": 409,
           *       "detail": "The thing exists, but its present state does not allow the change",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "conflict"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The request is too large */
      413: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/too_large",
           *       "title": "The request is too large",
           *       "status": 413,
           *       "detail": "The body is larger than what is accepted here; `detail` names the limit",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "too_large"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The content type is not understood */
      415: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unsupported_type",
           *       "title": "The content type is not understood",
           *       "status": 415,
           *       "detail": "Send JSON with `Content-Type: application/json`, or what the API reference asks for.",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unsupported_type"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The content is not valid */
      422: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/invalid",
           *       "title": "The content is not valid",
           *       "status": 422,
           *       "detail": "The request is in the right form, but values in it are not possible",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "invalid"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Something went wrong on our side */
      500: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/internal",
           *       "title": "Something went wrong on our side",
           *       "status": 500,
           *       "detail": "This is a bug",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "internal"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The service is away for a moment */
      503: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unavailable",
           *       "title": "The service is away for a moment",
           *       "status": 503,
           *       "detail": "Something that we need cannot be reached",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unavailable"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  get_task: {
    parameters: {
      query?: never
      header?: never
      path: {
        /**
         * @description Id or key
         * @example OPS-42
         */
        task: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The task */
      200: {
        headers: {
          /** @description Its revision */
          etag?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['TaskView']
        }
      }
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/malformed",
           *       "title": "The request cannot be read",
           *       "status": 400,
           *       "detail": "A part of the request is not in the form that the API reference describes: a body that is not JSON, a query parameter that is unknown or not of its type",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "malformed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description You are not logged in */
      401: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unauthenticated",
           *       "title": "You are not logged in",
           *       "status": 401,
           *       "detail": "The request has no credential, or one that is expired, revoked or not ours",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unauthenticated"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description You may not do this */
      403: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/forbidden",
           *       "title": "You may not do this",
           *       "status": 403,
           *       "detail": "Your role, or the areas of your API token, do not include the permission that `detail` names",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "forbidden"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description There is no such thing */
      404: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/not_found",
           *       "title": "There is no such thing",
           *       "status": 404,
           *       "detail": "Nothing with this id or path exists in your organization, or you may not know of it",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "not_found"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description This method is not possible here */
      405: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/method_not_allowed",
           *       "title": "This method is not possible here",
           *       "status": 405,
           *       "detail": "The path exists, but not for this HTTP method",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "method_not_allowed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Something went wrong on our side */
      500: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/internal",
           *       "title": "Something went wrong on our side",
           *       "status": 500,
           *       "detail": "This is a bug",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "internal"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The service is away for a moment */
      503: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unavailable",
           *       "title": "The service is away for a moment",
           *       "status": 503,
           *       "detail": "Something that we need cannot be reached",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unavailable"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  delete_task: {
    parameters: {
      query?: never
      header?: {
        /**
         * @description The `ETag` that you read, or `*`
         * @example *
         */
        'if-match'?: string | null
      }
      path: {
        /**
         * @description Id or key
         * @example OPS-42
         */
        task: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description It is in the bin */
      204: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/malformed",
           *       "title": "The request cannot be read",
           *       "status": 400,
           *       "detail": "A part of the request is not in the form that the API reference describes: a body that is not JSON, a query parameter that is unknown or not of its type",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "malformed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description You are not logged in */
      401: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unauthenticated",
           *       "title": "You are not logged in",
           *       "status": 401,
           *       "detail": "The request has no credential, or one that is expired, revoked or not ours",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unauthenticated"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description You may not do this */
      403: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/forbidden",
           *       "title": "You may not do this",
           *       "status": 403,
           *       "detail": "Your role, or the areas of your API token, do not include the permission that `detail` names",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "forbidden"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description There is no such thing */
      404: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/not_found",
           *       "title": "There is no such thing",
           *       "status": 404,
           *       "detail": "Nothing with this id or path exists in your organization, or you may not know of it",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "not_found"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description This method is not possible here */
      405: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/method_not_allowed",
           *       "title": "This method is not possible here",
           *       "status": 405,
           *       "detail": "The path exists, but not for this HTTP method",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "method_not_allowed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Its project is archived */
      409: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/conflict",
           *       "title": "The state does not allow this",
           *       "status": 409,
           *       "detail": "The thing exists, but its present state does not allow the change",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "conflict"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Someone changed it since */
      412: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/lost_race",
           *       "title": "Someone else was faster",
           *       "status": 412,
           *       "detail": "The thing was changed since you read it, so your change was not made",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "lost_race"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Say which revision you change */
      428: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/revision_required",
           *       "title": "Say which revision you change",
           *       "status": 428,
           *       "detail": "Send the `ETag` that you got when reading as `If-Match`, so that nobody's change is lost",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "revision_required"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Something went wrong on our side */
      500: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/internal",
           *       "title": "Something went wrong on our side",
           *       "status": 500,
           *       "detail": "This is a bug",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "internal"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The service is away for a moment */
      503: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unavailable",
           *       "title": "The service is away for a moment",
           *       "status": 503,
           *       "detail": "Something that we need cannot be reached",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unavailable"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  change_task: {
    parameters: {
      query?: never
      header: {
        /**
         * @description The `ETag` that you read, or `*`
         * @example "1"
         */
        'if-match': string
      }
      path: {
        /**
         * @description Id or key
         * @example OPS-42
         */
        task: string
      }
      cookie?: never
    }
    requestBody: {
      content: {
        'application/json': components['schemas']['TaskPatch']
      }
    }
    responses: {
      /** @description The task as it is now */
      200: {
        headers: {
          /** @description Its revision */
          etag?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['TaskView']
        }
      }
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/malformed",
           *       "title": "The request cannot be read",
           *       "status": 400,
           *       "detail": "A part of the request is not in the form that the API reference describes: a body that is not JSON, a query parameter that is unknown or not of its type",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "malformed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description You are not logged in */
      401: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unauthenticated",
           *       "title": "You are not logged in",
           *       "status": 401,
           *       "detail": "The request has no credential, or one that is expired, revoked or not ours",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unauthenticated"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description You may not do this */
      403: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/forbidden",
           *       "title": "You may not do this",
           *       "status": 403,
           *       "detail": "Your role, or the areas of your API token, do not include the permission that `detail` names",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "forbidden"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description There is no such thing */
      404: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/not_found",
           *       "title": "There is no such thing",
           *       "status": 404,
           *       "detail": "Nothing with this id or path exists in your organization, or you may not know of it",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "not_found"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description This method is not possible here */
      405: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/method_not_allowed",
           *       "title": "This method is not possible here",
           *       "status": 405,
           *       "detail": "The path exists, but not for this HTTP method",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "method_not_allowed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The status cannot be reached from the present one, and `allowed` names those that can; or the task is in the bin, or its project is archived, or another task of it has the external id */
      409: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/conflict",
           *       "title": "The state does not allow this",
           *       "status": 409,
           *       "detail": "The thing exists, but its present state does not allow the change",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "conflict"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Someone else was faster */
      412: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/lost_race",
           *       "title": "Someone else was faster",
           *       "status": 412,
           *       "detail": "The thing was changed since you read it, so your change was not made",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "lost_race"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The request is too large */
      413: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/too_large",
           *       "title": "The request is too large",
           *       "status": 413,
           *       "detail": "The body is larger than what is accepted here; `detail` names the limit",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "too_large"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The content type is not understood */
      415: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unsupported_type",
           *       "title": "The content type is not understood",
           *       "status": 415,
           *       "detail": "Send JSON with `Content-Type: application/json`, or what the API reference asks for.",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unsupported_type"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The content is not valid */
      422: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/invalid",
           *       "title": "The content is not valid",
           *       "status": 422,
           *       "detail": "The request is in the right form, but values in it are not possible",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "invalid"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Say which revision you change */
      428: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/revision_required",
           *       "title": "Say which revision you change",
           *       "status": 428,
           *       "detail": "Send the `ETag` that you got when reading as `If-Match`, so that nobody's change is lost",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "revision_required"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Something went wrong on our side */
      500: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/internal",
           *       "title": "Something went wrong on our side",
           *       "status": 500,
           *       "detail": "This is a bug",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "internal"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The service is away for a moment */
      503: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unavailable",
           *       "title": "The service is away for a moment",
           *       "status": 503,
           *       "detail": "Something that we need cannot be reached",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unavailable"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  list_activity: {
    parameters: {
      query?: {
        /** @description Where to go on: `next_cursor` of the part before. */
        cursor?: string
        /** @description At most this many items, 1 to 200. A page ends earlier when its texts are very long. */
        limit?: number
      }
      header?: never
      path: {
        /**
         * @description Id or key
         * @example OPS-42
         */
        task: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description What happened */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Paged_Activity']
        }
      }
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/malformed",
           *       "title": "The request cannot be read",
           *       "status": 400,
           *       "detail": "A part of the request is not in the form that the API reference describes: a body that is not JSON, a query parameter that is unknown or not of its type",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "malformed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description You are not logged in */
      401: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unauthenticated",
           *       "title": "You are not logged in",
           *       "status": 401,
           *       "detail": "The request has no credential, or one that is expired, revoked or not ours",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unauthenticated"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description You may not do this */
      403: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/forbidden",
           *       "title": "You may not do this",
           *       "status": 403,
           *       "detail": "Your role, or the areas of your API token, do not include the permission that `detail` names",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "forbidden"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description There is no such thing */
      404: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/not_found",
           *       "title": "There is no such thing",
           *       "status": 404,
           *       "detail": "Nothing with this id or path exists in your organization, or you may not know of it",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "not_found"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description This method is not possible here */
      405: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/method_not_allowed",
           *       "title": "This method is not possible here",
           *       "status": 405,
           *       "detail": "The path exists, but not for this HTTP method",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "method_not_allowed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Something went wrong on our side */
      500: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/internal",
           *       "title": "Something went wrong on our side",
           *       "status": 500,
           *       "detail": "This is a bug",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "internal"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The service is away for a moment */
      503: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unavailable",
           *       "title": "The service is away for a moment",
           *       "status": 503,
           *       "detail": "Something that we need cannot be reached",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unavailable"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  list_attachments: {
    parameters: {
      query?: {
        /** @description Where to go on: `next_cursor` of the part before. */
        cursor?: string
        /** @description At most this many items, 1 to 200. A page ends earlier when its texts are very long. */
        limit?: number
      }
      header?: never
      path: {
        /**
         * @description Id or key
         * @example OPS-42
         */
        task: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description Files */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Paged_AttachmentView']
        }
      }
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/malformed",
           *       "title": "The request cannot be read",
           *       "status": 400,
           *       "detail": "A part of the request is not in the form that the API reference describes: a body that is not JSON, a query parameter that is unknown or not of its type",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "malformed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description You are not logged in */
      401: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unauthenticated",
           *       "title": "You are not logged in",
           *       "status": 401,
           *       "detail": "The request has no credential, or one that is expired, revoked or not ours",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unauthenticated"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description You may not do this */
      403: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/forbidden",
           *       "title": "You may not do this",
           *       "status": 403,
           *       "detail": "Your role, or the areas of your API token, do not include the permission that `detail` names",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "forbidden"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description There is no such thing */
      404: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/not_found",
           *       "title": "There is no such thing",
           *       "status": 404,
           *       "detail": "Nothing with this id or path exists in your organization, or you may not know of it",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "not_found"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description This method is not possible here */
      405: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/method_not_allowed",
           *       "title": "This method is not possible here",
           *       "status": 405,
           *       "detail": "The path exists, but not for this HTTP method",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "method_not_allowed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Something went wrong on our side */
      500: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/internal",
           *       "title": "Something went wrong on our side",
           *       "status": 500,
           *       "detail": "This is a bug",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "internal"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The service is away for a moment */
      503: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unavailable",
           *       "title": "The service is away for a moment",
           *       "status": 503,
           *       "detail": "Something that we need cannot be reached",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unavailable"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  create_attachment: {
    parameters: {
      query?: never
      header?: {
        /** @description Names this request: repeated with the same key and content within 24 hours, it is done once and answered the same. */
        'Idempotency-Key'?: string
      }
      path: {
        /**
         * @description Id or key
         * @example OPS-42
         */
        task: string
      }
      cookie?: never
    }
    requestBody: {
      content: {
        'application/json': components['schemas']['NewAttachment']
      }
    }
    responses: {
      /** @description The file is announced */
      201: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['AnnouncedAttachment']
        }
      }
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/malformed",
           *       "title": "The request cannot be read",
           *       "status": 400,
           *       "detail": "A part of the request is not in the form that the API reference describes: a body that is not JSON, a query parameter that is unknown or not of its type",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "malformed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description You are not logged in */
      401: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unauthenticated",
           *       "title": "You are not logged in",
           *       "status": 401,
           *       "detail": "The request has no credential, or one that is expired, revoked or not ours",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unauthenticated"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description You may not do this */
      403: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/forbidden",
           *       "title": "You may not do this",
           *       "status": 403,
           *       "detail": "Your role, or the areas of your API token, do not include the permission that `detail` names",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "forbidden"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description There is no such thing */
      404: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/not_found",
           *       "title": "There is no such thing",
           *       "status": 404,
           *       "detail": "Nothing with this id or path exists in your organization, or you may not know of it",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "not_found"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description This method is not possible here */
      405: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/method_not_allowed",
           *       "title": "This method is not possible here",
           *       "status": 405,
           *       "detail": "The path exists, but not for this HTTP method",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "method_not_allowed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The task has 100 files, is in the bin, or its project is archived */
      409: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/conflict",
           *       "title": "The state does not allow this",
           *       "status": 409,
           *       "detail": "The thing exists, but its present state does not allow the change",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "conflict"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The request is too large */
      413: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/too_large",
           *       "title": "The request is too large",
           *       "status": 413,
           *       "detail": "The body is larger than what is accepted here; `detail` names the limit",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "too_large"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The content type is not understood */
      415: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unsupported_type",
           *       "title": "The content type is not understood",
           *       "status": 415,
           *       "detail": "Send JSON with `Content-Type: application/json`, or what the API reference asks for.",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unsupported_type"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The content is not valid */
      422: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/invalid",
           *       "title": "The content is not valid",
           *       "status": 422,
           *       "detail": "The request is in the right form, but values in it are not possible",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "invalid"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Something went wrong on our side */
      500: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/internal",
           *       "title": "Something went wrong on our side",
           *       "status": 500,
           *       "detail": "This is a bug",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "internal"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The service is away for a moment */
      503: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unavailable",
           *       "title": "The service is away for a moment",
           *       "status": 503,
           *       "detail": "Something that we need cannot be reached",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unavailable"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  download_attachment: {
    parameters: {
      query?: never
      header?: never
      path: {
        /** @description Id */
        attachment: string
        /**
         * @description Id or key
         * @example OPS-42
         */
        task: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The file is at `Location` */
      303: {
        headers: {
          /** @description Signed link */
          location?: string
          [name: string]: unknown
        }
        content?: never
      }
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/malformed",
           *       "title": "The request cannot be read",
           *       "status": 400,
           *       "detail": "A part of the request is not in the form that the API reference describes: a body that is not JSON, a query parameter that is unknown or not of its type",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "malformed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description You are not logged in */
      401: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unauthenticated",
           *       "title": "You are not logged in",
           *       "status": 401,
           *       "detail": "The request has no credential, or one that is expired, revoked or not ours",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unauthenticated"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description You may not do this */
      403: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/forbidden",
           *       "title": "You may not do this",
           *       "status": 403,
           *       "detail": "Your role, or the areas of your API token, do not include the permission that `detail` names",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "forbidden"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description There is no such thing */
      404: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/not_found",
           *       "title": "There is no such thing",
           *       "status": 404,
           *       "detail": "Nothing with this id or path exists in your organization, or you may not know of it",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "not_found"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description This method is not possible here */
      405: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/method_not_allowed",
           *       "title": "This method is not possible here",
           *       "status": 405,
           *       "detail": "The path exists, but not for this HTTP method",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "method_not_allowed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description It was not uploaded yet, or the virus scanner holds it back */
      409: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/conflict",
           *       "title": "The state does not allow this",
           *       "status": 409,
           *       "detail": "The thing exists, but its present state does not allow the change",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "conflict"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Something went wrong on our side */
      500: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/internal",
           *       "title": "Something went wrong on our side",
           *       "status": 500,
           *       "detail": "This is a bug",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "internal"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The service is away for a moment */
      503: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unavailable",
           *       "title": "The service is away for a moment",
           *       "status": 503,
           *       "detail": "Something that we need cannot be reached",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unavailable"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  delete_attachment: {
    parameters: {
      query?: never
      header?: never
      path: {
        /** @description Id */
        attachment: string
        /**
         * @description Id or key
         * @example OPS-42
         */
        task: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description It is gone */
      204: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/malformed",
           *       "title": "The request cannot be read",
           *       "status": 400,
           *       "detail": "A part of the request is not in the form that the API reference describes: a body that is not JSON, a query parameter that is unknown or not of its type",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "malformed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description You are not logged in */
      401: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unauthenticated",
           *       "title": "You are not logged in",
           *       "status": 401,
           *       "detail": "The request has no credential, or one that is expired, revoked or not ours",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unauthenticated"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description You may not do this */
      403: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/forbidden",
           *       "title": "You may not do this",
           *       "status": 403,
           *       "detail": "Your role, or the areas of your API token, do not include the permission that `detail` names",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "forbidden"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description There is no such thing */
      404: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/not_found",
           *       "title": "There is no such thing",
           *       "status": 404,
           *       "detail": "Nothing with this id or path exists in your organization, or you may not know of it",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "not_found"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description This method is not possible here */
      405: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/method_not_allowed",
           *       "title": "This method is not possible here",
           *       "status": 405,
           *       "detail": "The path exists, but not for this HTTP method",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "method_not_allowed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The task is in the bin, or its project is archived */
      409: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/conflict",
           *       "title": "The state does not allow this",
           *       "status": 409,
           *       "detail": "The thing exists, but its present state does not allow the change",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "conflict"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Something went wrong on our side */
      500: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/internal",
           *       "title": "Something went wrong on our side",
           *       "status": 500,
           *       "detail": "This is a bug",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "internal"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The service is away for a moment */
      503: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unavailable",
           *       "title": "The service is away for a moment",
           *       "status": 503,
           *       "detail": "Something that we need cannot be reached",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unavailable"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  complete_attachment: {
    parameters: {
      query?: never
      header?: {
        /** @description Names this request: repeated with the same key and content within 24 hours, it is done once and answered the same. */
        'Idempotency-Key'?: string
      }
      path: {
        /** @description Id */
        attachment: string
        /**
         * @description Id or key
         * @example OPS-42
         */
        task: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The file is attached */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['AttachmentView']
        }
      }
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/malformed",
           *       "title": "The request cannot be read",
           *       "status": 400,
           *       "detail": "A part of the request is not in the form that the API reference describes: a body that is not JSON, a query parameter that is unknown or not of its type",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "malformed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description You are not logged in */
      401: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unauthenticated",
           *       "title": "You are not logged in",
           *       "status": 401,
           *       "detail": "The request has no credential, or one that is expired, revoked or not ours",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unauthenticated"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description You may not do this */
      403: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/forbidden",
           *       "title": "You may not do this",
           *       "status": 403,
           *       "detail": "Your role, or the areas of your API token, do not include the permission that `detail` names",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "forbidden"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description There is no such thing */
      404: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/not_found",
           *       "title": "There is no such thing",
           *       "status": 404,
           *       "detail": "Nothing with this id or path exists in your organization, or you may not know of it",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "not_found"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description This method is not possible here */
      405: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/method_not_allowed",
           *       "title": "This method is not possible here",
           *       "status": 405,
           *       "detail": "The path exists, but not for this HTTP method",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "method_not_allowed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Nothing was uploaded, or something else than was announced */
      409: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/conflict",
           *       "title": "The state does not allow this",
           *       "status": 409,
           *       "detail": "The thing exists, but its present state does not allow the change",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "conflict"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The content is not valid */
      422: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/invalid",
           *       "title": "The content is not valid",
           *       "status": 422,
           *       "detail": "The request is in the right form, but values in it are not possible",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "invalid"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Something went wrong on our side */
      500: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/internal",
           *       "title": "Something went wrong on our side",
           *       "status": 500,
           *       "detail": "This is a bug",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "internal"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The service is away for a moment */
      503: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unavailable",
           *       "title": "The service is away for a moment",
           *       "status": 503,
           *       "detail": "Something that we need cannot be reached",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unavailable"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  scan_attachment: {
    parameters: {
      query?: never
      header?: {
        /** @description Names this request: repeated with the same key and content within 24 hours, it is done once and answered the same. */
        'Idempotency-Key'?: string
      }
      path: {
        /** @description Id */
        attachment: string
        /**
         * @description Id or key
         * @example OPS-42
         */
        task: string
      }
      cookie?: never
    }
    requestBody: {
      content: {
        'application/json': components['schemas']['ScanReport']
      }
    }
    responses: {
      /** @description The file with its verdict */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['AttachmentView']
        }
      }
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/malformed",
           *       "title": "The request cannot be read",
           *       "status": 400,
           *       "detail": "A part of the request is not in the form that the API reference describes: a body that is not JSON, a query parameter that is unknown or not of its type",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "malformed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description You are not logged in */
      401: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unauthenticated",
           *       "title": "You are not logged in",
           *       "status": 401,
           *       "detail": "The request has no credential, or one that is expired, revoked or not ours",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unauthenticated"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description You may not do this */
      403: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/forbidden",
           *       "title": "You may not do this",
           *       "status": 403,
           *       "detail": "Your role, or the areas of your API token, do not include the permission that `detail` names",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "forbidden"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description There is no such thing */
      404: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/not_found",
           *       "title": "There is no such thing",
           *       "status": 404,
           *       "detail": "Nothing with this id or path exists in your organization, or you may not know of it",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "not_found"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description This method is not possible here */
      405: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/method_not_allowed",
           *       "title": "This method is not possible here",
           *       "status": 405,
           *       "detail": "The path exists, but not for this HTTP method",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "method_not_allowed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description It was not uploaded yet */
      409: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/conflict",
           *       "title": "The state does not allow this",
           *       "status": 409,
           *       "detail": "The thing exists, but its present state does not allow the change",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "conflict"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The request is too large */
      413: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/too_large",
           *       "title": "The request is too large",
           *       "status": 413,
           *       "detail": "The body is larger than what is accepted here; `detail` names the limit",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "too_large"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The content type is not understood */
      415: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unsupported_type",
           *       "title": "The content type is not understood",
           *       "status": 415,
           *       "detail": "Send JSON with `Content-Type: application/json`, or what the API reference asks for.",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unsupported_type"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The content is not valid */
      422: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/invalid",
           *       "title": "The content is not valid",
           *       "status": 422,
           *       "detail": "The request is in the right form, but values in it are not possible",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "invalid"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Something went wrong on our side */
      500: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/internal",
           *       "title": "Something went wrong on our side",
           *       "status": 500,
           *       "detail": "This is a bug",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "internal"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The service is away for a moment */
      503: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unavailable",
           *       "title": "The service is away for a moment",
           *       "status": 503,
           *       "detail": "Something that we need cannot be reached",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unavailable"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  list_comments: {
    parameters: {
      query?: {
        /** @description Where to go on: `next_cursor` of the part before. */
        cursor?: string
        /** @description At most this many items, 1 to 200. A page ends earlier when its texts are very long. */
        limit?: number
      }
      header?: never
      path: {
        /**
         * @description Id or key
         * @example OPS-42
         */
        task: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description Comments */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Paged_CommentView']
        }
      }
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/malformed",
           *       "title": "The request cannot be read",
           *       "status": 400,
           *       "detail": "A part of the request is not in the form that the API reference describes: a body that is not JSON, a query parameter that is unknown or not of its type",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "malformed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description You are not logged in */
      401: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unauthenticated",
           *       "title": "You are not logged in",
           *       "status": 401,
           *       "detail": "The request has no credential, or one that is expired, revoked or not ours",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unauthenticated"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description You may not do this */
      403: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/forbidden",
           *       "title": "You may not do this",
           *       "status": 403,
           *       "detail": "Your role, or the areas of your API token, do not include the permission that `detail` names",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "forbidden"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description There is no such thing */
      404: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/not_found",
           *       "title": "There is no such thing",
           *       "status": 404,
           *       "detail": "Nothing with this id or path exists in your organization, or you may not know of it",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "not_found"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description This method is not possible here */
      405: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/method_not_allowed",
           *       "title": "This method is not possible here",
           *       "status": 405,
           *       "detail": "The path exists, but not for this HTTP method",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "method_not_allowed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Something went wrong on our side */
      500: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/internal",
           *       "title": "Something went wrong on our side",
           *       "status": 500,
           *       "detail": "This is a bug",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "internal"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The service is away for a moment */
      503: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unavailable",
           *       "title": "The service is away for a moment",
           *       "status": 503,
           *       "detail": "Something that we need cannot be reached",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unavailable"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  create_comment: {
    parameters: {
      query?: never
      header?: {
        /** @description Names this request: repeated with the same key and content within 24 hours, it is done once and answered the same. */
        'Idempotency-Key'?: string
      }
      path: {
        /**
         * @description Id or key
         * @example OPS-42
         */
        task: string
      }
      cookie?: never
    }
    requestBody: {
      content: {
        'application/json': components['schemas']['CommentText']
      }
    }
    responses: {
      /** @description The new comment */
      201: {
        headers: {
          /** @description Its revision */
          etag?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['CommentView']
        }
      }
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/malformed",
           *       "title": "The request cannot be read",
           *       "status": 400,
           *       "detail": "A part of the request is not in the form that the API reference describes: a body that is not JSON, a query parameter that is unknown or not of its type",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "malformed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description You are not logged in */
      401: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unauthenticated",
           *       "title": "You are not logged in",
           *       "status": 401,
           *       "detail": "The request has no credential, or one that is expired, revoked or not ours",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unauthenticated"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description You may not do this */
      403: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/forbidden",
           *       "title": "You may not do this",
           *       "status": 403,
           *       "detail": "Your role, or the areas of your API token, do not include the permission that `detail` names",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "forbidden"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description There is no such thing */
      404: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/not_found",
           *       "title": "There is no such thing",
           *       "status": 404,
           *       "detail": "Nothing with this id or path exists in your organization, or you may not know of it",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "not_found"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description This method is not possible here */
      405: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/method_not_allowed",
           *       "title": "This method is not possible here",
           *       "status": 405,
           *       "detail": "The path exists, but not for this HTTP method",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "method_not_allowed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The task is in the bin, or its project is archived */
      409: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/conflict",
           *       "title": "The state does not allow this",
           *       "status": 409,
           *       "detail": "The thing exists, but its present state does not allow the change",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "conflict"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The request is too large */
      413: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/too_large",
           *       "title": "The request is too large",
           *       "status": 413,
           *       "detail": "The body is larger than what is accepted here; `detail` names the limit",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "too_large"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The content type is not understood */
      415: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unsupported_type",
           *       "title": "The content type is not understood",
           *       "status": 415,
           *       "detail": "Send JSON with `Content-Type: application/json`, or what the API reference asks for.",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unsupported_type"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The content is not valid */
      422: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/invalid",
           *       "title": "The content is not valid",
           *       "status": 422,
           *       "detail": "The request is in the right form, but values in it are not possible",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "invalid"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Something went wrong on our side */
      500: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/internal",
           *       "title": "Something went wrong on our side",
           *       "status": 500,
           *       "detail": "This is a bug",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "internal"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The service is away for a moment */
      503: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unavailable",
           *       "title": "The service is away for a moment",
           *       "status": 503,
           *       "detail": "Something that we need cannot be reached",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unavailable"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  delete_comment: {
    parameters: {
      query?: never
      header?: {
        /**
         * @description The `ETag` that you read, or `*`
         * @example *
         */
        'if-match'?: string | null
      }
      path: {
        /** @description Id */
        comment: string
        /**
         * @description Id or key
         * @example OPS-42
         */
        task: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description It is gone */
      204: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/malformed",
           *       "title": "The request cannot be read",
           *       "status": 400,
           *       "detail": "A part of the request is not in the form that the API reference describes: a body that is not JSON, a query parameter that is unknown or not of its type",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "malformed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description You are not logged in */
      401: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unauthenticated",
           *       "title": "You are not logged in",
           *       "status": 401,
           *       "detail": "The request has no credential, or one that is expired, revoked or not ours",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unauthenticated"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description You may not do this */
      403: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/forbidden",
           *       "title": "You may not do this",
           *       "status": 403,
           *       "detail": "Your role, or the areas of your API token, do not include the permission that `detail` names",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "forbidden"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description There is no such thing */
      404: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/not_found",
           *       "title": "There is no such thing",
           *       "status": 404,
           *       "detail": "Nothing with this id or path exists in your organization, or you may not know of it",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "not_found"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description This method is not possible here */
      405: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/method_not_allowed",
           *       "title": "This method is not possible here",
           *       "status": 405,
           *       "detail": "The path exists, but not for this HTTP method",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "method_not_allowed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The task is in the bin, or its project is archived */
      409: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/conflict",
           *       "title": "The state does not allow this",
           *       "status": 409,
           *       "detail": "The thing exists, but its present state does not allow the change",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "conflict"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Someone changed it since */
      412: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/lost_race",
           *       "title": "Someone else was faster",
           *       "status": 412,
           *       "detail": "The thing was changed since you read it, so your change was not made",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "lost_race"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Say which revision you change */
      428: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/revision_required",
           *       "title": "Say which revision you change",
           *       "status": 428,
           *       "detail": "Send the `ETag` that you got when reading as `If-Match`, so that nobody's change is lost",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "revision_required"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Something went wrong on our side */
      500: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/internal",
           *       "title": "Something went wrong on our side",
           *       "status": 500,
           *       "detail": "This is a bug",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "internal"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The service is away for a moment */
      503: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unavailable",
           *       "title": "The service is away for a moment",
           *       "status": 503,
           *       "detail": "Something that we need cannot be reached",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unavailable"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  change_comment: {
    parameters: {
      query?: never
      header: {
        /**
         * @description The `ETag` that you read, or `*`
         * @example "1"
         */
        'if-match': string
      }
      path: {
        /** @description Id */
        comment: string
        /**
         * @description Id or key
         * @example OPS-42
         */
        task: string
      }
      cookie?: never
    }
    requestBody: {
      content: {
        'application/json': components['schemas']['CommentText']
      }
    }
    responses: {
      /** @description The comment as it is now */
      200: {
        headers: {
          /** @description Its revision */
          etag?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['CommentView']
        }
      }
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/malformed",
           *       "title": "The request cannot be read",
           *       "status": 400,
           *       "detail": "A part of the request is not in the form that the API reference describes: a body that is not JSON, a query parameter that is unknown or not of its type",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "malformed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description You are not logged in */
      401: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unauthenticated",
           *       "title": "You are not logged in",
           *       "status": 401,
           *       "detail": "The request has no credential, or one that is expired, revoked or not ours",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unauthenticated"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description You may not do this */
      403: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/forbidden",
           *       "title": "You may not do this",
           *       "status": 403,
           *       "detail": "Your role, or the areas of your API token, do not include the permission that `detail` names",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "forbidden"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description There is no such thing */
      404: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/not_found",
           *       "title": "There is no such thing",
           *       "status": 404,
           *       "detail": "Nothing with this id or path exists in your organization, or you may not know of it",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "not_found"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description This method is not possible here */
      405: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/method_not_allowed",
           *       "title": "This method is not possible here",
           *       "status": 405,
           *       "detail": "The path exists, but not for this HTTP method",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "method_not_allowed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The task is in the bin, or its project is archived */
      409: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/conflict",
           *       "title": "The state does not allow this",
           *       "status": 409,
           *       "detail": "The thing exists, but its present state does not allow the change",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "conflict"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Someone else was faster */
      412: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/lost_race",
           *       "title": "Someone else was faster",
           *       "status": 412,
           *       "detail": "The thing was changed since you read it, so your change was not made",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "lost_race"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The request is too large */
      413: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/too_large",
           *       "title": "The request is too large",
           *       "status": 413,
           *       "detail": "The body is larger than what is accepted here; `detail` names the limit",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "too_large"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The content type is not understood */
      415: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unsupported_type",
           *       "title": "The content type is not understood",
           *       "status": 415,
           *       "detail": "Send JSON with `Content-Type: application/json`, or what the API reference asks for.",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unsupported_type"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The content is not valid */
      422: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/invalid",
           *       "title": "The content is not valid",
           *       "status": 422,
           *       "detail": "The request is in the right form, but values in it are not possible",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "invalid"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Say which revision you change */
      428: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/revision_required",
           *       "title": "Say which revision you change",
           *       "status": 428,
           *       "detail": "Send the `ETag` that you got when reading as `If-Match`, so that nobody's change is lost",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "revision_required"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Something went wrong on our side */
      500: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/internal",
           *       "title": "Something went wrong on our side",
           *       "status": 500,
           *       "detail": "This is a bug",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "internal"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The service is away for a moment */
      503: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unavailable",
           *       "title": "The service is away for a moment",
           *       "status": 503,
           *       "detail": "Something that we need cannot be reached",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unavailable"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  restore_task: {
    parameters: {
      query?: never
      header?: {
        /** @description Names this request: repeated with the same key and content within 24 hours, it is done once and answered the same. */
        'Idempotency-Key'?: string
      }
      path: {
        /**
         * @description Id or key
         * @example OPS-42
         */
        task: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The task, out of the bin */
      200: {
        headers: {
          /** @description Its revision */
          etag?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['TaskView']
        }
      }
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/malformed",
           *       "title": "The request cannot be read",
           *       "status": 400,
           *       "detail": "A part of the request is not in the form that the API reference describes: a body that is not JSON, a query parameter that is unknown or not of its type",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "malformed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description You are not logged in */
      401: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unauthenticated",
           *       "title": "You are not logged in",
           *       "status": 401,
           *       "detail": "The request has no credential, or one that is expired, revoked or not ours",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unauthenticated"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description You may not do this */
      403: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/forbidden",
           *       "title": "You may not do this",
           *       "status": 403,
           *       "detail": "Your role, or the areas of your API token, do not include the permission that `detail` names",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "forbidden"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description There is no such thing */
      404: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/not_found",
           *       "title": "There is no such thing",
           *       "status": 404,
           *       "detail": "Nothing with this id or path exists in your organization, or you may not know of it",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "not_found"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description This method is not possible here */
      405: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/method_not_allowed",
           *       "title": "This method is not possible here",
           *       "status": 405,
           *       "detail": "The path exists, but not for this HTTP method",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "method_not_allowed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Its project is archived, its 30 days are over, or another task of the project has its external id by now */
      409: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/conflict",
           *       "title": "The state does not allow this",
           *       "status": 409,
           *       "detail": "The thing exists, but its present state does not allow the change",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "conflict"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The content is not valid */
      422: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/invalid",
           *       "title": "The content is not valid",
           *       "status": 422,
           *       "detail": "The request is in the right form, but values in it are not possible",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "invalid"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Something went wrong on our side */
      500: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/internal",
           *       "title": "Something went wrong on our side",
           *       "status": 500,
           *       "detail": "This is a bug",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "internal"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The service is away for a moment */
      503: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unavailable",
           *       "title": "The service is away for a moment",
           *       "status": 503,
           *       "detail": "Something that we need cannot be reached",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unavailable"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  watch_task: {
    parameters: {
      query?: never
      header?: never
      path: {
        /**
         * @description Id or key
         * @example OPS-42
         */
        task: string
        /**
         * @description Id of a user, or `me`
         * @example me
         */
        user: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The user watches the task */
      204: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/malformed",
           *       "title": "The request cannot be read",
           *       "status": 400,
           *       "detail": "A part of the request is not in the form that the API reference describes: a body that is not JSON, a query parameter that is unknown or not of its type",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "malformed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description You are not logged in */
      401: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unauthenticated",
           *       "title": "You are not logged in",
           *       "status": 401,
           *       "detail": "The request has no credential, or one that is expired, revoked or not ours",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unauthenticated"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description You may not do this */
      403: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/forbidden",
           *       "title": "You may not do this",
           *       "status": 403,
           *       "detail": "Your role, or the areas of your API token, do not include the permission that `detail` names",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "forbidden"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description There is no such thing */
      404: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/not_found",
           *       "title": "There is no such thing",
           *       "status": 404,
           *       "detail": "Nothing with this id or path exists in your organization, or you may not know of it",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "not_found"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description This method is not possible here */
      405: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/method_not_allowed",
           *       "title": "This method is not possible here",
           *       "status": 405,
           *       "detail": "The path exists, but not for this HTTP method",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "method_not_allowed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The task is in the bin, or its project is archived */
      409: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/conflict",
           *       "title": "The state does not allow this",
           *       "status": 409,
           *       "detail": "The thing exists, but its present state does not allow the change",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "conflict"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description This is nobody who may see the task */
      422: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/invalid",
           *       "title": "The content is not valid",
           *       "status": 422,
           *       "detail": "The request is in the right form, but values in it are not possible",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "invalid"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Something went wrong on our side */
      500: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/internal",
           *       "title": "Something went wrong on our side",
           *       "status": 500,
           *       "detail": "This is a bug",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "internal"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The service is away for a moment */
      503: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unavailable",
           *       "title": "The service is away for a moment",
           *       "status": 503,
           *       "detail": "Something that we need cannot be reached",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unavailable"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  unwatch_task: {
    parameters: {
      query?: never
      header?: never
      path: {
        /**
         * @description Id or key
         * @example OPS-42
         */
        task: string
        /**
         * @description Id of a user, or `me`
         * @example me
         */
        user: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The user does not watch the task */
      204: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/malformed",
           *       "title": "The request cannot be read",
           *       "status": 400,
           *       "detail": "A part of the request is not in the form that the API reference describes: a body that is not JSON, a query parameter that is unknown or not of its type",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "malformed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description You are not logged in */
      401: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unauthenticated",
           *       "title": "You are not logged in",
           *       "status": 401,
           *       "detail": "The request has no credential, or one that is expired, revoked or not ours",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unauthenticated"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description You may not do this */
      403: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/forbidden",
           *       "title": "You may not do this",
           *       "status": 403,
           *       "detail": "Your role, or the areas of your API token, do not include the permission that `detail` names",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "forbidden"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description There is no such thing */
      404: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/not_found",
           *       "title": "There is no such thing",
           *       "status": 404,
           *       "detail": "Nothing with this id or path exists in your organization, or you may not know of it",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "not_found"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description This method is not possible here */
      405: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/method_not_allowed",
           *       "title": "This method is not possible here",
           *       "status": 405,
           *       "detail": "The path exists, but not for this HTTP method",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "method_not_allowed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Something went wrong on our side */
      500: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/internal",
           *       "title": "Something went wrong on our side",
           *       "status": 500,
           *       "detail": "This is a bug",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "internal"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The service is away for a moment */
      503: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unavailable",
           *       "title": "The service is away for a moment",
           *       "status": 503,
           *       "detail": "Something that we need cannot be reached",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unavailable"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  list_unscanned_attachments: {
    parameters: {
      query?: {
        /** @description Where to go on: `next_cursor` of the part before. */
        cursor?: string
        /** @description At most this many items, 1 to 200. A page ends earlier when its texts are very long. */
        limit?: number
      }
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description Files without a verdict */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Paged_AttachmentView']
        }
      }
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/malformed",
           *       "title": "The request cannot be read",
           *       "status": 400,
           *       "detail": "A part of the request is not in the form that the API reference describes: a body that is not JSON, a query parameter that is unknown or not of its type",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "malformed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description You are not logged in */
      401: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unauthenticated",
           *       "title": "You are not logged in",
           *       "status": 401,
           *       "detail": "The request has no credential, or one that is expired, revoked or not ours",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unauthenticated"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description You may not do this */
      403: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/forbidden",
           *       "title": "You may not do this",
           *       "status": 403,
           *       "detail": "Your role, or the areas of your API token, do not include the permission that `detail` names",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "forbidden"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description There is no such thing */
      404: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/not_found",
           *       "title": "There is no such thing",
           *       "status": 404,
           *       "detail": "Nothing with this id or path exists in your organization, or you may not know of it",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "not_found"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description This method is not possible here */
      405: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/method_not_allowed",
           *       "title": "This method is not possible here",
           *       "status": 405,
           *       "detail": "The path exists, but not for this HTTP method",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "method_not_allowed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Something went wrong on our side */
      500: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/internal",
           *       "title": "Something went wrong on our side",
           *       "status": 500,
           *       "detail": "This is a bug",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "internal"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The service is away for a moment */
      503: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unavailable",
           *       "title": "The service is away for a moment",
           *       "status": 503,
           *       "detail": "Something that we need cannot be reached",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unavailable"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  change_tasks: {
    parameters: {
      query?: never
      header?: {
        /** @description Names this request: repeated with the same key and content within 24 hours, it is done once and answered the same. */
        'Idempotency-Key'?: string
      }
      path?: never
      cookie?: never
    }
    requestBody: {
      content: {
        'application/json': components['schemas']['BulkChange']
      }
    }
    responses: {
      /** @description What became of each task */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['BulkResult']
        }
      }
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/malformed",
           *       "title": "The request cannot be read",
           *       "status": 400,
           *       "detail": "A part of the request is not in the form that the API reference describes: a body that is not JSON, a query parameter that is unknown or not of its type",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "malformed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description You are not logged in */
      401: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unauthenticated",
           *       "title": "You are not logged in",
           *       "status": 401,
           *       "detail": "The request has no credential, or one that is expired, revoked or not ours",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unauthenticated"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description You may not do this */
      403: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/forbidden",
           *       "title": "You may not do this",
           *       "status": 403,
           *       "detail": "Your role, or the areas of your API token, do not include the permission that `detail` names",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "forbidden"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description There is no such thing */
      404: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/not_found",
           *       "title": "There is no such thing",
           *       "status": 404,
           *       "detail": "Nothing with this id or path exists in your organization, or you may not know of it",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "not_found"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description This method is not possible here */
      405: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/method_not_allowed",
           *       "title": "This method is not possible here",
           *       "status": 405,
           *       "detail": "The path exists, but not for this HTTP method",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "method_not_allowed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The state does not allow this */
      409: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/conflict",
           *       "title": "The state does not allow this",
           *       "status": 409,
           *       "detail": "The thing exists, but its present state does not allow the change",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "conflict"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The request is too large */
      413: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/too_large",
           *       "title": "The request is too large",
           *       "status": 413,
           *       "detail": "The body is larger than what is accepted here; `detail` names the limit",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "too_large"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The content type is not understood */
      415: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unsupported_type",
           *       "title": "The content type is not understood",
           *       "status": 415,
           *       "detail": "Send JSON with `Content-Type: application/json`, or what the API reference asks for.",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unsupported_type"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The content is not valid */
      422: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/invalid",
           *       "title": "The content is not valid",
           *       "status": 422,
           *       "detail": "The request is in the right form, but values in it are not possible",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "invalid"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Something went wrong on our side */
      500: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/internal",
           *       "title": "Something went wrong on our side",
           *       "status": 500,
           *       "detail": "This is a bug",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "internal"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The service is away for a moment */
      503: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unavailable",
           *       "title": "The service is away for a moment",
           *       "status": 503,
           *       "detail": "Something that we need cannot be reached",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unavailable"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  undo_bulk_change: {
    parameters: {
      query?: never
      header?: {
        /** @description Names this request: repeated with the same key and content within 24 hours, it is done once and answered the same. */
        'Idempotency-Key'?: string
      }
      path: {
        /** @description `event_id` of the bulk change */
        event: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description What became of each task */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['UndoResult']
        }
      }
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/malformed",
           *       "title": "The request cannot be read",
           *       "status": 400,
           *       "detail": "A part of the request is not in the form that the API reference describes: a body that is not JSON, a query parameter that is unknown or not of its type",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "malformed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description You are not logged in */
      401: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unauthenticated",
           *       "title": "You are not logged in",
           *       "status": 401,
           *       "detail": "The request has no credential, or one that is expired, revoked or not ours",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unauthenticated"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description You may not do this */
      403: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/forbidden",
           *       "title": "You may not do this",
           *       "status": 403,
           *       "detail": "Your role, or the areas of your API token, do not include the permission that `detail` names",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "forbidden"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description There is no such thing */
      404: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/not_found",
           *       "title": "There is no such thing",
           *       "status": 404,
           *       "detail": "Nothing with this id or path exists in your organization, or you may not know of it",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "not_found"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description This method is not possible here */
      405: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/method_not_allowed",
           *       "title": "This method is not possible here",
           *       "status": 405,
           *       "detail": "The path exists, but not for this HTTP method",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "method_not_allowed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The state does not allow this */
      409: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/conflict",
           *       "title": "The state does not allow this",
           *       "status": 409,
           *       "detail": "The thing exists, but its present state does not allow the change",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "conflict"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The content is not valid */
      422: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/invalid",
           *       "title": "The content is not valid",
           *       "status": 422,
           *       "detail": "The request is in the right form, but values in it are not possible",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "invalid"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Something went wrong on our side */
      500: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/internal",
           *       "title": "Something went wrong on our side",
           *       "status": 500,
           *       "detail": "This is a bug",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "internal"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The service is away for a moment */
      503: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unavailable",
           *       "title": "The service is away for a moment",
           *       "status": 503,
           *       "detail": "Something that we need cannot be reached",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unavailable"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  count_tasks: {
    parameters: {
      query?: {
        /**
         * @description Who works on them: ids of users, `me`, or `none` for tasks that nobody works on.
         * @example [
         *       "me"
         *     ]
         */
        assignee?: string[]
        /** @description Last completed at this time or later, and not reopened. */
        completed_after?: components['schemas']['Timestamp']
        /** @description Last completed before this time, and not reopened. */
        completed_before?: components['schemas']['Timestamp']
        /** @description Made at this time or later. */
        created_after?: components['schemas']['Timestamp']
        /** @description Made before this time. */
        created_before?: components['schemas']['Timestamp']
        /**
         * @description Who made them: ids of users, or `me`.
         * @example [
         *       "me"
         *     ]
         */
        created_by?: string[]
        /** @description `true`: the tasks in the bin, instead of the others. */
        deleted?: boolean
        /** @description Due at this time or later. */
        due_after?: components['schemas']['Timestamp']
        /** @description Due before this time. */
        due_before?: components['schemas']['Timestamp']
        /**
         * @description What another system calls them.
         * @example [
         *       "CRM-4711"
         *     ]
         */
        external_id?: string[]
        /** @description The imports that made them, by id. */
        import?: string[]
        /** @description `true`: only tasks without a due date. */
        no_due_date?: boolean
        /**
         * @description Their numbers within their projects.
         * @example [
         *       42
         *     ]
         */
        number?: number[]
        /** @description The tasks that they are a part of, by id. */
        parent?: components['schemas']['Id'][]
        /** @description How urgent they are. */
        priority?: components['schemas']['Priority'][]
        /**
         * @description Projects by id or key.
         * @example [
         *       "OPS"
         *     ]
         */
        project?: string[]
        /**
         * @description Words that each occur somewhere in key, title, description or tags, in any case; parts of words do.
         *     At most 10 words of up to 60 characters.
         * @example carrier contract
         */
        q?: string
        /**
         * @description The order; `-` in front reverses it. Tasks without the date come first in ascending order and last in
         *     descending. Titles are ordered by code point, statuses as work goes, priorities by urgency.
         */
        sort?:
          | 'created_at'
          | '-created_at'
          | 'updated_at'
          | '-updated_at'
          | 'due_at'
          | '-due_at'
          | 'start_at'
          | '-start_at'
          | 'priority'
          | '-priority'
          | 'status'
          | '-status'
          | 'title'
          | '-title'
          | 'number'
          | '-number'
        /** @description To begin at this time or later. */
        start_after?: components['schemas']['Timestamp']
        /** @description To begin before this time. */
        start_before?: components['schemas']['Timestamp']
        /** @description Where they stand. */
        status?: components['schemas']['Status'][]
        /**
         * @description Tags.
         * @example [
         *       "contract"
         *     ]
         */
        tag?: string[]
        /** @description Last changed at this time or later. */
        updated_after?: components['schemas']['Timestamp']
        /** @description Last changed before this time. */
        updated_before?: components['schemas']['Timestamp']
        /**
         * @description Who watches them: ids of users, or `me`.
         * @example [
         *       "me"
         *     ]
         */
        watcher?: string[]
      }
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description How many there are */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['TaskCount']
        }
      }
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/malformed",
           *       "title": "The request cannot be read",
           *       "status": 400,
           *       "detail": "A part of the request is not in the form that the API reference describes: a body that is not JSON, a query parameter that is unknown or not of its type",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "malformed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description You are not logged in */
      401: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unauthenticated",
           *       "title": "You are not logged in",
           *       "status": 401,
           *       "detail": "The request has no credential, or one that is expired, revoked or not ours",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unauthenticated"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description You may not do this */
      403: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/forbidden",
           *       "title": "You may not do this",
           *       "status": 403,
           *       "detail": "Your role, or the areas of your API token, do not include the permission that `detail` names",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "forbidden"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description There is no such thing */
      404: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/not_found",
           *       "title": "There is no such thing",
           *       "status": 404,
           *       "detail": "Nothing with this id or path exists in your organization, or you may not know of it",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "not_found"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description This method is not possible here */
      405: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/method_not_allowed",
           *       "title": "This method is not possible here",
           *       "status": 405,
           *       "detail": "The path exists, but not for this HTTP method",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "method_not_allowed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Something went wrong on our side */
      500: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/internal",
           *       "title": "Something went wrong on our side",
           *       "status": 500,
           *       "detail": "This is a bug",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "internal"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The service is away for a moment */
      503: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unavailable",
           *       "title": "The service is away for a moment",
           *       "status": 503,
           *       "detail": "Something that we need cannot be reached",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unavailable"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  export_tasks: {
    parameters: {
      query?: {
        /**
         * @description Who works on them: ids of users, `me`, or `none` for tasks that nobody works on.
         * @example [
         *       "me"
         *     ]
         */
        assignee?: string[]
        /** @description Last completed at this time or later, and not reopened. */
        completed_after?: components['schemas']['Timestamp']
        /** @description Last completed before this time, and not reopened. */
        completed_before?: components['schemas']['Timestamp']
        /** @description Made at this time or later. */
        created_after?: components['schemas']['Timestamp']
        /** @description Made before this time. */
        created_before?: components['schemas']['Timestamp']
        /**
         * @description Who made them: ids of users, or `me`.
         * @example [
         *       "me"
         *     ]
         */
        created_by?: string[]
        /** @description `true`: the tasks in the bin, instead of the others. */
        deleted?: boolean
        /** @description Due at this time or later. */
        due_after?: components['schemas']['Timestamp']
        /** @description Due before this time. */
        due_before?: components['schemas']['Timestamp']
        /**
         * @description What another system calls them.
         * @example [
         *       "CRM-4711"
         *     ]
         */
        external_id?: string[]
        /** @description The file's format. */
        format?: 'csv' | 'xlsx'
        /** @description The imports that made them, by id. */
        import?: string[]
        /** @description `true`: only tasks without a due date. */
        no_due_date?: boolean
        /**
         * @description Their numbers within their projects.
         * @example [
         *       42
         *     ]
         */
        number?: number[]
        /** @description The tasks that they are a part of, by id. */
        parent?: components['schemas']['Id'][]
        /** @description How urgent they are. */
        priority?: components['schemas']['Priority'][]
        /**
         * @description Projects by id or key.
         * @example [
         *       "OPS"
         *     ]
         */
        project?: string[]
        /**
         * @description Words that each occur somewhere in key, title, description or tags, in any case; parts of words do.
         *     At most 10 words of up to 60 characters.
         * @example carrier contract
         */
        q?: string
        /**
         * @description The order; `-` in front reverses it. Tasks without the date come first in ascending order and last in
         *     descending. Titles are ordered by code point, statuses as work goes, priorities by urgency.
         */
        sort?:
          | 'created_at'
          | '-created_at'
          | 'updated_at'
          | '-updated_at'
          | 'due_at'
          | '-due_at'
          | 'start_at'
          | '-start_at'
          | 'priority'
          | '-priority'
          | 'status'
          | '-status'
          | 'title'
          | '-title'
          | 'number'
          | '-number'
        /** @description To begin at this time or later. */
        start_after?: components['schemas']['Timestamp']
        /** @description To begin before this time. */
        start_before?: components['schemas']['Timestamp']
        /** @description Where they stand. */
        status?: components['schemas']['Status'][]
        /**
         * @description Tags.
         * @example [
         *       "contract"
         *     ]
         */
        tag?: string[]
        /** @description Last changed at this time or later. */
        updated_after?: components['schemas']['Timestamp']
        /** @description Last changed before this time. */
        updated_before?: components['schemas']['Timestamp']
        /**
         * @description Who watches them: ids of users, or `me`.
         * @example [
         *       "me"
         *     ]
         */
        watcher?: string[]
      }
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The file is at `Location` */
      303: {
        headers: {
          /** @description Signed link */
          location?: string
          [name: string]: unknown
        }
        content?: never
      }
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/malformed",
           *       "title": "The request cannot be read",
           *       "status": 400,
           *       "detail": "A part of the request is not in the form that the API reference describes: a body that is not JSON, a query parameter that is unknown or not of its type",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "malformed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description You are not logged in */
      401: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unauthenticated",
           *       "title": "You are not logged in",
           *       "status": 401,
           *       "detail": "The request has no credential, or one that is expired, revoked or not ours",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unauthenticated"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description You may not do this */
      403: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/forbidden",
           *       "title": "You may not do this",
           *       "status": 403,
           *       "detail": "Your role, or the areas of your API token, do not include the permission that `detail` names",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "forbidden"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description There is no such thing */
      404: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/not_found",
           *       "title": "There is no such thing",
           *       "status": 404,
           *       "detail": "Nothing with this id or path exists in your organization, or you may not know of it",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "not_found"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description This method is not possible here */
      405: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/method_not_allowed",
           *       "title": "This method is not possible here",
           *       "status": 405,
           *       "detail": "The path exists, but not for this HTTP method",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "method_not_allowed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description More than 200 MB, or more tasks than a sheet has rows */
      422: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/invalid",
           *       "title": "The content is not valid",
           *       "status": 422,
           *       "detail": "The request is in the right form, but values in it are not possible",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "invalid"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Something went wrong on our side */
      500: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/internal",
           *       "title": "Something went wrong on our side",
           *       "status": 500,
           *       "detail": "This is a bug",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "internal"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Others export just now; try again in a moment */
      503: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unavailable",
           *       "title": "The service is away for a moment",
           *       "status": 503,
           *       "detail": "Something that we need cannot be reached",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unavailable"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  import_tasks: {
    parameters: {
      query?: {
        /** @description How many seconds to wait for the end, 0 to 25. */
        wait?: number
      }
      header?: {
        /** @description Names this request: repeated with the same key and content within 24 hours, it is done once and answered the same. */
        'Idempotency-Key'?: string
      }
      path?: never
      cookie?: never
    }
    requestBody: {
      content: {
        'multipart/form-data': components['schemas']['ImportForm']
      }
    }
    responses: {
      /** @description The import has ended */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Import']
        }
      }
      /** @description The import goes on */
      202: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Import']
        }
      }
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/malformed",
           *       "title": "The request cannot be read",
           *       "status": 400,
           *       "detail": "A part of the request is not in the form that the API reference describes: a body that is not JSON, a query parameter that is unknown or not of its type",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "malformed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description You are not logged in */
      401: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unauthenticated",
           *       "title": "You are not logged in",
           *       "status": 401,
           *       "detail": "The request has no credential, or one that is expired, revoked or not ours",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unauthenticated"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description You may not do this */
      403: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/forbidden",
           *       "title": "You may not do this",
           *       "status": 403,
           *       "detail": "Your role, or the areas of your API token, do not include the permission that `detail` names",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "forbidden"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description There is no such thing */
      404: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/not_found",
           *       "title": "There is no such thing",
           *       "status": 404,
           *       "detail": "Nothing with this id or path exists in your organization, or you may not know of it",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "not_found"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description This method is not possible here */
      405: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/method_not_allowed",
           *       "title": "This method is not possible here",
           *       "status": 405,
           *       "detail": "The path exists, but not for this HTTP method",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "method_not_allowed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The state does not allow this */
      409: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/conflict",
           *       "title": "The state does not allow this",
           *       "status": 409,
           *       "detail": "The thing exists, but its present state does not allow the change",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "conflict"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The file is too large */
      413: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/too_large",
           *       "title": "The request is too large",
           *       "status": 413,
           *       "detail": "The body is larger than what is accepted here; `detail` names the limit",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "too_large"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The file is neither CSV nor XLSX */
      415: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unsupported_type",
           *       "title": "The content type is not understood",
           *       "status": 415,
           *       "detail": "Send JSON with `Content-Type: application/json`, or what the API reference asks for.",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unsupported_type"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The content is not valid */
      422: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/invalid",
           *       "title": "The content is not valid",
           *       "status": 422,
           *       "detail": "The request is in the right form, but values in it are not possible",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "invalid"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Something went wrong on our side */
      500: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/internal",
           *       "title": "Something went wrong on our side",
           *       "status": 500,
           *       "detail": "This is a bug",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "internal"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The service is away for a moment */
      503: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unavailable",
           *       "title": "The service is away for a moment",
           *       "status": 503,
           *       "detail": "Something that we need cannot be reached",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unavailable"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  list_tags: {
    parameters: {
      query?: {
        /**
         * @description Who works on them: ids of users, `me`, or `none` for tasks that nobody works on.
         * @example [
         *       "me"
         *     ]
         */
        assignee?: string[]
        /** @description Last completed at this time or later, and not reopened. */
        completed_after?: components['schemas']['Timestamp']
        /** @description Last completed before this time, and not reopened. */
        completed_before?: components['schemas']['Timestamp']
        /** @description Made at this time or later. */
        created_after?: components['schemas']['Timestamp']
        /** @description Made before this time. */
        created_before?: components['schemas']['Timestamp']
        /**
         * @description Who made them: ids of users, or `me`.
         * @example [
         *       "me"
         *     ]
         */
        created_by?: string[]
        /** @description `true`: the tasks in the bin, instead of the others. */
        deleted?: boolean
        /** @description Due at this time or later. */
        due_after?: components['schemas']['Timestamp']
        /** @description Due before this time. */
        due_before?: components['schemas']['Timestamp']
        /**
         * @description What another system calls them.
         * @example [
         *       "CRM-4711"
         *     ]
         */
        external_id?: string[]
        /** @description The imports that made them, by id. */
        import?: string[]
        /** @description `true`: only tasks without a due date. */
        no_due_date?: boolean
        /**
         * @description Their numbers within their projects.
         * @example [
         *       42
         *     ]
         */
        number?: number[]
        /** @description The tasks that they are a part of, by id. */
        parent?: components['schemas']['Id'][]
        /** @description How urgent they are. */
        priority?: components['schemas']['Priority'][]
        /**
         * @description Projects by id or key.
         * @example [
         *       "OPS"
         *     ]
         */
        project?: string[]
        /**
         * @description Words that each occur somewhere in key, title, description or tags, in any case; parts of words do.
         *     At most 10 words of up to 60 characters.
         * @example carrier contract
         */
        q?: string
        /**
         * @description The order; `-` in front reverses it. Tasks without the date come first in ascending order and last in
         *     descending. Titles are ordered by code point, statuses as work goes, priorities by urgency.
         */
        sort?:
          | 'created_at'
          | '-created_at'
          | 'updated_at'
          | '-updated_at'
          | 'due_at'
          | '-due_at'
          | 'start_at'
          | '-start_at'
          | 'priority'
          | '-priority'
          | 'status'
          | '-status'
          | 'title'
          | '-title'
          | 'number'
          | '-number'
        /** @description To begin at this time or later. */
        start_after?: components['schemas']['Timestamp']
        /** @description To begin before this time. */
        start_before?: components['schemas']['Timestamp']
        /** @description Where they stand. */
        status?: components['schemas']['Status'][]
        /**
         * @description Tags.
         * @example [
         *       "contract"
         *     ]
         */
        tag?: string[]
        /** @description Last changed at this time or later. */
        updated_after?: components['schemas']['Timestamp']
        /** @description Last changed before this time. */
        updated_before?: components['schemas']['Timestamp']
        /**
         * @description Who watches them: ids of users, or `me`.
         * @example [
         *       "me"
         *     ]
         */
        watcher?: string[]
      }
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description Tags with counts */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Tags']
        }
      }
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/malformed",
           *       "title": "The request cannot be read",
           *       "status": 400,
           *       "detail": "A part of the request is not in the form that the API reference describes: a body that is not JSON, a query parameter that is unknown or not of its type",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "malformed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description You are not logged in */
      401: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unauthenticated",
           *       "title": "You are not logged in",
           *       "status": 401,
           *       "detail": "The request has no credential, or one that is expired, revoked or not ours",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unauthenticated"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description You may not do this */
      403: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/forbidden",
           *       "title": "You may not do this",
           *       "status": 403,
           *       "detail": "Your role, or the areas of your API token, do not include the permission that `detail` names",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "forbidden"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description There is no such thing */
      404: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/not_found",
           *       "title": "There is no such thing",
           *       "status": 404,
           *       "detail": "Nothing with this id or path exists in your organization, or you may not know of it",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "not_found"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description This method is not possible here */
      405: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/method_not_allowed",
           *       "title": "This method is not possible here",
           *       "status": 405,
           *       "detail": "The path exists, but not for this HTTP method",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "method_not_allowed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Something went wrong on our side */
      500: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/internal",
           *       "title": "Something went wrong on our side",
           *       "status": 500,
           *       "detail": "This is a bug",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "internal"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The service is away for a moment */
      503: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unavailable",
           *       "title": "The service is away for a moment",
           *       "status": 503,
           *       "detail": "Something that we need cannot be reached",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unavailable"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  list_users: {
    parameters: {
      query?: {
        /** @description Where to go on: `next_cursor` of the part before. */
        cursor?: string
        /** @description At most this many items, 1 to 200. A page ends earlier when its texts are very long. */
        limit?: number
      }
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description Users */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Paged_UserView']
        }
      }
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/malformed",
           *       "title": "The request cannot be read",
           *       "status": 400,
           *       "detail": "A part of the request is not in the form that the API reference describes: a body that is not JSON, a query parameter that is unknown or not of its type",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "malformed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description You are not logged in */
      401: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unauthenticated",
           *       "title": "You are not logged in",
           *       "status": 401,
           *       "detail": "The request has no credential, or one that is expired, revoked or not ours",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unauthenticated"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description You may not do this */
      403: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/forbidden",
           *       "title": "You may not do this",
           *       "status": 403,
           *       "detail": "Your role, or the areas of your API token, do not include the permission that `detail` names",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "forbidden"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description There is no such thing */
      404: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/not_found",
           *       "title": "There is no such thing",
           *       "status": 404,
           *       "detail": "Nothing with this id or path exists in your organization, or you may not know of it",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "not_found"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description This method is not possible here */
      405: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/method_not_allowed",
           *       "title": "This method is not possible here",
           *       "status": 405,
           *       "detail": "The path exists, but not for this HTTP method",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "method_not_allowed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Something went wrong on our side */
      500: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/internal",
           *       "title": "Something went wrong on our side",
           *       "status": 500,
           *       "detail": "This is a bug",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "internal"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The service is away for a moment */
      503: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unavailable",
           *       "title": "The service is away for a moment",
           *       "status": 503,
           *       "detail": "Something that we need cannot be reached",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unavailable"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  read_user: {
    parameters: {
      query?: never
      header?: never
      path: {
        id: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The user */
      200: {
        headers: {
          etag?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['UserView']
        }
      }
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/malformed",
           *       "title": "The request cannot be read",
           *       "status": 400,
           *       "detail": "A part of the request is not in the form that the API reference describes: a body that is not JSON, a query parameter that is unknown or not of its type",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "malformed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description You are not logged in */
      401: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unauthenticated",
           *       "title": "You are not logged in",
           *       "status": 401,
           *       "detail": "The request has no credential, or one that is expired, revoked or not ours",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unauthenticated"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description You may not do this */
      403: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/forbidden",
           *       "title": "You may not do this",
           *       "status": 403,
           *       "detail": "Your role, or the areas of your API token, do not include the permission that `detail` names",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "forbidden"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description There is no such thing */
      404: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/not_found",
           *       "title": "There is no such thing",
           *       "status": 404,
           *       "detail": "Nothing with this id or path exists in your organization, or you may not know of it",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "not_found"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description This method is not possible here */
      405: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/method_not_allowed",
           *       "title": "This method is not possible here",
           *       "status": 405,
           *       "detail": "The path exists, but not for this HTTP method",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "method_not_allowed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Something went wrong on our side */
      500: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/internal",
           *       "title": "Something went wrong on our side",
           *       "status": 500,
           *       "detail": "This is a bug",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "internal"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The service is away for a moment */
      503: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unavailable",
           *       "title": "The service is away for a moment",
           *       "status": 503,
           *       "detail": "Something that we need cannot be reached",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unavailable"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  change_user: {
    parameters: {
      query?: never
      header: {
        /**
         * @description The `ETag` that was read, or `*`
         * @example "3"
         */
        'if-match': string
      }
      path: {
        id: string
      }
      cookie?: never
    }
    requestBody: {
      content: {
        'application/json': components['schemas']['ChangeUser']
      }
    }
    responses: {
      /** @description Changed */
      200: {
        headers: {
          etag?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['UserView']
        }
      }
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/malformed",
           *       "title": "The request cannot be read",
           *       "status": 400,
           *       "detail": "A part of the request is not in the form that the API reference describes: a body that is not JSON, a query parameter that is unknown or not of its type",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "malformed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description You are not logged in */
      401: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unauthenticated",
           *       "title": "You are not logged in",
           *       "status": 401,
           *       "detail": "The request has no credential, or one that is expired, revoked or not ours",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unauthenticated"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description You may not do this */
      403: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/forbidden",
           *       "title": "You may not do this",
           *       "status": 403,
           *       "detail": "Your role, or the areas of your API token, do not include the permission that `detail` names",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "forbidden"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description There is no such thing */
      404: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/not_found",
           *       "title": "There is no such thing",
           *       "status": 404,
           *       "detail": "Nothing with this id or path exists in your organization, or you may not know of it",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "not_found"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description This method is not possible here */
      405: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/method_not_allowed",
           *       "title": "This method is not possible here",
           *       "status": 405,
           *       "detail": "The path exists, but not for this HTTP method",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "method_not_allowed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description It is the last admin */
      409: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/conflict",
           *       "title": "The state does not allow this",
           *       "status": 409,
           *       "detail": "The thing exists, but its present state does not allow the change",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "conflict"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description It was changed in between */
      412: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/lost_race",
           *       "title": "Someone else was faster",
           *       "status": 412,
           *       "detail": "The thing was changed since you read it, so your change was not made",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "lost_race"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The request is too large */
      413: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/too_large",
           *       "title": "The request is too large",
           *       "status": 413,
           *       "detail": "The body is larger than what is accepted here; `detail` names the limit",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "too_large"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The content type is not understood */
      415: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unsupported_type",
           *       "title": "The content type is not understood",
           *       "status": 415,
           *       "detail": "Send JSON with `Content-Type: application/json`, or what the API reference asks for.",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unsupported_type"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The content is not valid */
      422: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/invalid",
           *       "title": "The content is not valid",
           *       "status": 422,
           *       "detail": "The request is in the right form, but values in it are not possible",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "invalid"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Say which revision you change */
      428: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/revision_required",
           *       "title": "Say which revision you change",
           *       "status": 428,
           *       "detail": "Send the `ETag` that you got when reading as `If-Match`, so that nobody's change is lost",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "revision_required"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Something went wrong on our side */
      500: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/internal",
           *       "title": "Something went wrong on our side",
           *       "status": 500,
           *       "detail": "This is a bug",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "internal"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The service is away for a moment */
      503: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unavailable",
           *       "title": "The service is away for a moment",
           *       "status": 503,
           *       "detail": "Something that we need cannot be reached",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unavailable"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  invite_user: {
    parameters: {
      query?: never
      header?: {
        /** @description Names this request: repeated with the same key and content within 24 hours, it is done once and answered the same. */
        'Idempotency-Key'?: string
      }
      path?: never
      cookie?: never
    }
    requestBody: {
      content: {
        'application/json': components['schemas']['Invite']
      }
    }
    responses: {
      /** @description Invited; the mail is on its way */
      201: {
        headers: {
          etag?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['UserView']
        }
      }
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/malformed",
           *       "title": "The request cannot be read",
           *       "status": 400,
           *       "detail": "A part of the request is not in the form that the API reference describes: a body that is not JSON, a query parameter that is unknown or not of its type",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "malformed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description You are not logged in */
      401: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unauthenticated",
           *       "title": "You are not logged in",
           *       "status": 401,
           *       "detail": "The request has no credential, or one that is expired, revoked or not ours",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unauthenticated"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description You may not do this */
      403: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/forbidden",
           *       "title": "You may not do this",
           *       "status": 403,
           *       "detail": "Your role, or the areas of your API token, do not include the permission that `detail` names",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "forbidden"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description There is no such thing */
      404: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/not_found",
           *       "title": "There is no such thing",
           *       "status": 404,
           *       "detail": "Nothing with this id or path exists in your organization, or you may not know of it",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "not_found"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description This method is not possible here */
      405: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/method_not_allowed",
           *       "title": "This method is not possible here",
           *       "status": 405,
           *       "detail": "The path exists, but not for this HTTP method",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "method_not_allowed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description There is a user with this address already */
      409: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/conflict",
           *       "title": "The state does not allow this",
           *       "status": 409,
           *       "detail": "The thing exists, but its present state does not allow the change",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "conflict"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The request is too large */
      413: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/too_large",
           *       "title": "The request is too large",
           *       "status": 413,
           *       "detail": "The body is larger than what is accepted here; `detail` names the limit",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "too_large"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The content type is not understood */
      415: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unsupported_type",
           *       "title": "The content type is not understood",
           *       "status": 415,
           *       "detail": "Send JSON with `Content-Type: application/json`, or what the API reference asks for.",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unsupported_type"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The content is not valid */
      422: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/invalid",
           *       "title": "The content is not valid",
           *       "status": 422,
           *       "detail": "The request is in the right form, but values in it are not possible",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "invalid"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Too many invitations at a time */
      429: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/too_many_requests",
           *       "title": "Too many requests",
           *       "status": 429,
           *       "detail": "A limit was reached",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "too_many_requests"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Something went wrong on our side */
      500: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/internal",
           *       "title": "Something went wrong on our side",
           *       "status": 500,
           *       "detail": "This is a bug",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "internal"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The service is away for a moment */
      503: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unavailable",
           *       "title": "The service is away for a moment",
           *       "status": 503,
           *       "detail": "Something that we need cannot be reached",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unavailable"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  withdraw_invitation: {
    parameters: {
      query?: never
      header?: never
      path: {
        /** @description The user that was invited */
        id: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description Withdrawn */
      204: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/malformed",
           *       "title": "The request cannot be read",
           *       "status": 400,
           *       "detail": "A part of the request is not in the form that the API reference describes: a body that is not JSON, a query parameter that is unknown or not of its type",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "malformed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description You are not logged in */
      401: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unauthenticated",
           *       "title": "You are not logged in",
           *       "status": 401,
           *       "detail": "The request has no credential, or one that is expired, revoked or not ours",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unauthenticated"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description You may not do this */
      403: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/forbidden",
           *       "title": "You may not do this",
           *       "status": 403,
           *       "detail": "Your role, or the areas of your API token, do not include the permission that `detail` names",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "forbidden"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description There is no such thing */
      404: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/not_found",
           *       "title": "There is no such thing",
           *       "status": 404,
           *       "detail": "Nothing with this id or path exists in your organization, or you may not know of it",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "not_found"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description This method is not possible here */
      405: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/method_not_allowed",
           *       "title": "This method is not possible here",
           *       "status": 405,
           *       "detail": "The path exists, but not for this HTTP method",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "method_not_allowed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The user has joined already */
      409: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/conflict",
           *       "title": "The state does not allow this",
           *       "status": 409,
           *       "detail": "The thing exists, but its present state does not allow the change",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "conflict"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Something went wrong on our side */
      500: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/internal",
           *       "title": "Something went wrong on our side",
           *       "status": 500,
           *       "detail": "This is a bug",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "internal"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The service is away for a moment */
      503: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unavailable",
           *       "title": "The service is away for a moment",
           *       "status": 503,
           *       "detail": "Something that we need cannot be reached",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unavailable"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  resend_invitation: {
    parameters: {
      query?: never
      header?: {
        /** @description Names this request: repeated with the same key and content within 24 hours, it is done once and answered the same. */
        'Idempotency-Key'?: string
      }
      path: {
        /** @description The user that was invited */
        id: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The mail is on its way */
      200: {
        headers: {
          etag?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['UserView']
        }
      }
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/malformed",
           *       "title": "The request cannot be read",
           *       "status": 400,
           *       "detail": "A part of the request is not in the form that the API reference describes: a body that is not JSON, a query parameter that is unknown or not of its type",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "malformed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description You are not logged in */
      401: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unauthenticated",
           *       "title": "You are not logged in",
           *       "status": 401,
           *       "detail": "The request has no credential, or one that is expired, revoked or not ours",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unauthenticated"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description You may not do this */
      403: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/forbidden",
           *       "title": "You may not do this",
           *       "status": 403,
           *       "detail": "Your role, or the areas of your API token, do not include the permission that `detail` names",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "forbidden"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description There is no such thing */
      404: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/not_found",
           *       "title": "There is no such thing",
           *       "status": 404,
           *       "detail": "Nothing with this id or path exists in your organization, or you may not know of it",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "not_found"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description This method is not possible here */
      405: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/method_not_allowed",
           *       "title": "This method is not possible here",
           *       "status": 405,
           *       "detail": "The path exists, but not for this HTTP method",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "method_not_allowed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The user has joined already, here or elsewhere */
      409: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/conflict",
           *       "title": "The state does not allow this",
           *       "status": 409,
           *       "detail": "The thing exists, but its present state does not allow the change",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "conflict"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The content is not valid */
      422: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/invalid",
           *       "title": "The content is not valid",
           *       "status": 422,
           *       "detail": "The request is in the right form, but values in it are not possible",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "invalid"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Too many invitations at a time */
      429: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/too_many_requests",
           *       "title": "Too many requests",
           *       "status": 429,
           *       "detail": "A limit was reached",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "too_many_requests"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Something went wrong on our side */
      500: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/internal",
           *       "title": "Something went wrong on our side",
           *       "status": 500,
           *       "detail": "This is a bug",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "internal"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The service is away for a moment */
      503: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unavailable",
           *       "title": "The service is away for a moment",
           *       "status": 503,
           *       "detail": "Something that we need cannot be reached",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unavailable"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  list_workflows: {
    parameters: {
      query?: {
        /** @description Where to go on: `next_cursor` of the part before. */
        cursor?: string
        /** @description At most this many items, 1 to 200. A page ends earlier when its texts are very long. */
        limit?: number
      }
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description A part of the workflows */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Paged_WorkflowSummary']
        }
      }
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/malformed",
           *       "title": "The request cannot be read",
           *       "status": 400,
           *       "detail": "A part of the request is not in the form that the API reference describes: a body that is not JSON, a query parameter that is unknown or not of its type",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "malformed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description You are not logged in */
      401: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unauthenticated",
           *       "title": "You are not logged in",
           *       "status": 401,
           *       "detail": "The request has no credential, or one that is expired, revoked or not ours",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unauthenticated"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description You may not do this */
      403: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/forbidden",
           *       "title": "You may not do this",
           *       "status": 403,
           *       "detail": "Your role, or the areas of your API token, do not include the permission that `detail` names",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "forbidden"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description There is no such thing */
      404: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/not_found",
           *       "title": "There is no such thing",
           *       "status": 404,
           *       "detail": "Nothing with this id or path exists in your organization, or you may not know of it",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "not_found"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description This method is not possible here */
      405: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/method_not_allowed",
           *       "title": "This method is not possible here",
           *       "status": 405,
           *       "detail": "The path exists, but not for this HTTP method",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "method_not_allowed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Something went wrong on our side */
      500: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/internal",
           *       "title": "Something went wrong on our side",
           *       "status": 500,
           *       "detail": "This is a bug",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "internal"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The service is away for a moment */
      503: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unavailable",
           *       "title": "The service is away for a moment",
           *       "status": 503,
           *       "detail": "Something that we need cannot be reached",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unavailable"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  create_workflow: {
    parameters: {
      query?: never
      header?: {
        /** @description Names this request: repeated with the same key and content within 24 hours, it is done once and answered the same. */
        'Idempotency-Key'?: string
      }
      path?: never
      cookie?: never
    }
    requestBody: {
      content: {
        'application/json': components['schemas']['NewWorkflow']
      }
    }
    responses: {
      /** @description The new workflow, and what its draft lacks */
      201: {
        headers: {
          /** @description Its revision */
          etag?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Workflow']
        }
      }
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/malformed",
           *       "title": "The request cannot be read",
           *       "status": 400,
           *       "detail": "A part of the request is not in the form that the API reference describes: a body that is not JSON, a query parameter that is unknown or not of its type",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "malformed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description You are not logged in */
      401: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unauthenticated",
           *       "title": "You are not logged in",
           *       "status": 401,
           *       "detail": "The request has no credential, or one that is expired, revoked or not ours",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unauthenticated"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description You may not do this */
      403: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/forbidden",
           *       "title": "You may not do this",
           *       "status": 403,
           *       "detail": "Your role, or the areas of your API token, do not include the permission that `detail` names",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "forbidden"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description There is no such thing */
      404: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/not_found",
           *       "title": "There is no such thing",
           *       "status": 404,
           *       "detail": "Nothing with this id or path exists in your organization, or you may not know of it",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "not_found"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description This method is not possible here */
      405: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/method_not_allowed",
           *       "title": "This method is not possible here",
           *       "status": 405,
           *       "detail": "The path exists, but not for this HTTP method",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "method_not_allowed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description There are as many workflows as there may be */
      409: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/conflict",
           *       "title": "The state does not allow this",
           *       "status": 409,
           *       "detail": "The thing exists, but its present state does not allow the change",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "conflict"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The request is too large */
      413: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/too_large",
           *       "title": "The request is too large",
           *       "status": 413,
           *       "detail": "The body is larger than what is accepted here; `detail` names the limit",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "too_large"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The content type is not understood */
      415: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unsupported_type",
           *       "title": "The content type is not understood",
           *       "status": 415,
           *       "detail": "Send JSON with `Content-Type: application/json`, or what the API reference asks for.",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unsupported_type"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The content is not valid */
      422: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/invalid",
           *       "title": "The content is not valid",
           *       "status": 422,
           *       "detail": "The request is in the right form, but values in it are not possible",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "invalid"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Something went wrong on our side */
      500: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/internal",
           *       "title": "Something went wrong on our side",
           *       "status": 500,
           *       "detail": "This is a bug",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "internal"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The service is away for a moment */
      503: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unavailable",
           *       "title": "The service is away for a moment",
           *       "status": 503,
           *       "detail": "Something that we need cannot be reached",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unavailable"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  get_workflow: {
    parameters: {
      query?: never
      header?: never
      path: {
        /** @description The workflow */
        id: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The workflow */
      200: {
        headers: {
          /** @description Its revision */
          etag?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Workflow']
        }
      }
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/malformed",
           *       "title": "The request cannot be read",
           *       "status": 400,
           *       "detail": "A part of the request is not in the form that the API reference describes: a body that is not JSON, a query parameter that is unknown or not of its type",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "malformed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description You are not logged in */
      401: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unauthenticated",
           *       "title": "You are not logged in",
           *       "status": 401,
           *       "detail": "The request has no credential, or one that is expired, revoked or not ours",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unauthenticated"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description You may not do this */
      403: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/forbidden",
           *       "title": "You may not do this",
           *       "status": 403,
           *       "detail": "Your role, or the areas of your API token, do not include the permission that `detail` names",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "forbidden"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description There is no such thing */
      404: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/not_found",
           *       "title": "There is no such thing",
           *       "status": 404,
           *       "detail": "Nothing with this id or path exists in your organization, or you may not know of it",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "not_found"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description This method is not possible here */
      405: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/method_not_allowed",
           *       "title": "This method is not possible here",
           *       "status": 405,
           *       "detail": "The path exists, but not for this HTTP method",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "method_not_allowed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Something went wrong on our side */
      500: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/internal",
           *       "title": "Something went wrong on our side",
           *       "status": 500,
           *       "detail": "This is a bug",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "internal"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The service is away for a moment */
      503: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unavailable",
           *       "title": "The service is away for a moment",
           *       "status": 503,
           *       "detail": "Something that we need cannot be reached",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unavailable"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  delete_workflow: {
    parameters: {
      query?: never
      header: {
        /**
         * @description The `ETag` that you read, or `*`
         * @example *
         */
        'if-match': string
      }
      path: {
        /** @description The workflow */
        id: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description It is gone */
      204: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/malformed",
           *       "title": "The request cannot be read",
           *       "status": 400,
           *       "detail": "A part of the request is not in the form that the API reference describes: a body that is not JSON, a query parameter that is unknown or not of its type",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "malformed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description You are not logged in */
      401: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unauthenticated",
           *       "title": "You are not logged in",
           *       "status": 401,
           *       "detail": "The request has no credential, or one that is expired, revoked or not ours",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unauthenticated"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description You may not do this */
      403: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/forbidden",
           *       "title": "You may not do this",
           *       "status": 403,
           *       "detail": "Your role, or the areas of your API token, do not include the permission that `detail` names",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "forbidden"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description There is no such thing */
      404: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/not_found",
           *       "title": "There is no such thing",
           *       "status": 404,
           *       "detail": "Nothing with this id or path exists in your organization, or you may not know of it",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "not_found"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description This method is not possible here */
      405: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/method_not_allowed",
           *       "title": "This method is not possible here",
           *       "status": 405,
           *       "detail": "The path exists, but not for this HTTP method",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "method_not_allowed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Someone changed it since */
      412: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/lost_race",
           *       "title": "Someone else was faster",
           *       "status": 412,
           *       "detail": "The thing was changed since you read it, so your change was not made",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "lost_race"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Say which revision you change */
      428: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/revision_required",
           *       "title": "Say which revision you change",
           *       "status": 428,
           *       "detail": "Send the `ETag` that you got when reading as `If-Match`, so that nobody's change is lost",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "revision_required"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Something went wrong on our side */
      500: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/internal",
           *       "title": "Something went wrong on our side",
           *       "status": 500,
           *       "detail": "This is a bug",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "internal"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The service is away for a moment */
      503: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unavailable",
           *       "title": "The service is away for a moment",
           *       "status": 503,
           *       "detail": "Something that we need cannot be reached",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unavailable"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  change_workflow: {
    parameters: {
      query?: never
      header: {
        /**
         * @description The `ETag` that you read, or `*`
         * @example "1"
         */
        'if-match': string
      }
      path: {
        /** @description The workflow */
        id: string
      }
      cookie?: never
    }
    requestBody: {
      content: {
        'application/json': components['schemas']['WorkflowPatch']
      }
    }
    responses: {
      /** @description The workflow as it is now */
      200: {
        headers: {
          /** @description Its revision */
          etag?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Workflow']
        }
      }
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/malformed",
           *       "title": "The request cannot be read",
           *       "status": 400,
           *       "detail": "A part of the request is not in the form that the API reference describes: a body that is not JSON, a query parameter that is unknown or not of its type",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "malformed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description You are not logged in */
      401: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unauthenticated",
           *       "title": "You are not logged in",
           *       "status": 401,
           *       "detail": "The request has no credential, or one that is expired, revoked or not ours",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unauthenticated"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description You may not do this */
      403: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/forbidden",
           *       "title": "You may not do this",
           *       "status": 403,
           *       "detail": "Your role, or the areas of your API token, do not include the permission that `detail` names",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "forbidden"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description There is no such thing */
      404: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/not_found",
           *       "title": "There is no such thing",
           *       "status": 404,
           *       "detail": "Nothing with this id or path exists in your organization, or you may not know of it",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "not_found"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description This method is not possible here */
      405: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/method_not_allowed",
           *       "title": "This method is not possible here",
           *       "status": 405,
           *       "detail": "The path exists, but not for this HTTP method",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "method_not_allowed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Someone else was faster */
      412: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/lost_race",
           *       "title": "Someone else was faster",
           *       "status": 412,
           *       "detail": "The thing was changed since you read it, so your change was not made",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "lost_race"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The request is too large */
      413: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/too_large",
           *       "title": "The request is too large",
           *       "status": 413,
           *       "detail": "The body is larger than what is accepted here; `detail` names the limit",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "too_large"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The content type is not understood */
      415: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unsupported_type",
           *       "title": "The content type is not understood",
           *       "status": 415,
           *       "detail": "Send JSON with `Content-Type: application/json`, or what the API reference asks for.",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unsupported_type"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The content is not valid */
      422: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/invalid",
           *       "title": "The content is not valid",
           *       "status": 422,
           *       "detail": "The request is in the right form, but values in it are not possible",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "invalid"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Say which revision you change */
      428: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/revision_required",
           *       "title": "Say which revision you change",
           *       "status": 428,
           *       "detail": "Send the `ETag` that you got when reading as `If-Match`, so that nobody's change is lost",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "revision_required"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Something went wrong on our side */
      500: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/internal",
           *       "title": "Something went wrong on our side",
           *       "status": 500,
           *       "detail": "This is a bug",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "internal"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The service is away for a moment */
      503: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unavailable",
           *       "title": "The service is away for a moment",
           *       "status": 503,
           *       "detail": "Something that we need cannot be reached",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unavailable"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  publish_workflow: {
    parameters: {
      query?: never
      header: {
        /** @description Names this request: repeated with the same key and content within 24 hours, it is done once and answered the same. */
        'Idempotency-Key'?: string
        /**
         * @description The `ETag` that you read, or `*`
         * @example "1"
         */
        'if-match': string
      }
      path: {
        /** @description The workflow */
        id: string
      }
      cookie?: never
    }
    requestBody: {
      content: {
        'application/json': components['schemas']['Publish']
      }
    }
    responses: {
      /** @description The workflow with its new version */
      200: {
        headers: {
          /** @description Its revision */
          etag?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Workflow']
        }
      }
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/malformed",
           *       "title": "The request cannot be read",
           *       "status": 400,
           *       "detail": "A part of the request is not in the form that the API reference describes: a body that is not JSON, a query parameter that is unknown or not of its type",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "malformed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description You are not logged in */
      401: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unauthenticated",
           *       "title": "You are not logged in",
           *       "status": 401,
           *       "detail": "The request has no credential, or one that is expired, revoked or not ours",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unauthenticated"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description You may not do this */
      403: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/forbidden",
           *       "title": "You may not do this",
           *       "status": 403,
           *       "detail": "Your role, or the areas of your API token, do not include the permission that `detail` names",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "forbidden"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description There is no such thing */
      404: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/not_found",
           *       "title": "There is no such thing",
           *       "status": 404,
           *       "detail": "Nothing with this id or path exists in your organization, or you may not know of it",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "not_found"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description This method is not possible here */
      405: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/method_not_allowed",
           *       "title": "This method is not possible here",
           *       "status": 405,
           *       "detail": "The path exists, but not for this HTTP method",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "method_not_allowed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The state does not allow this */
      409: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/conflict",
           *       "title": "The state does not allow this",
           *       "status": 409,
           *       "detail": "The thing exists, but its present state does not allow the change",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "conflict"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Someone else was faster */
      412: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/lost_race",
           *       "title": "Someone else was faster",
           *       "status": 412,
           *       "detail": "The thing was changed since you read it, so your change was not made",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "lost_race"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The request is too large */
      413: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/too_large",
           *       "title": "The request is too large",
           *       "status": 413,
           *       "detail": "The body is larger than what is accepted here; `detail` names the limit",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "too_large"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The content type is not understood */
      415: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unsupported_type",
           *       "title": "The content type is not understood",
           *       "status": 415,
           *       "detail": "Send JSON with `Content-Type: application/json`, or what the API reference asks for.",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unsupported_type"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The draft cannot run yet; `errors` says why */
      422: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/invalid",
           *       "title": "The content is not valid",
           *       "status": 422,
           *       "detail": "The request is in the right form, but values in it are not possible",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "invalid"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Say which revision you change */
      428: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/revision_required",
           *       "title": "Say which revision you change",
           *       "status": 428,
           *       "detail": "Send the `ETag` that you got when reading as `If-Match`, so that nobody's change is lost",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "revision_required"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Something went wrong on our side */
      500: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/internal",
           *       "title": "Something went wrong on our side",
           *       "status": 500,
           *       "detail": "This is a bug",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "internal"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The service is away for a moment */
      503: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unavailable",
           *       "title": "The service is away for a moment",
           *       "status": 503,
           *       "detail": "Something that we need cannot be reached",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unavailable"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  list_workflow_versions: {
    parameters: {
      query?: {
        /** @description Where to go on: `next_cursor` of the part before. */
        cursor?: string
        /** @description At most this many items, 1 to 200. A page ends earlier when its texts are very long. */
        limit?: number
      }
      header?: never
      path: {
        /** @description The workflow */
        id: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description A part of the versions */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Paged_WorkflowVersionSummary']
        }
      }
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/malformed",
           *       "title": "The request cannot be read",
           *       "status": 400,
           *       "detail": "A part of the request is not in the form that the API reference describes: a body that is not JSON, a query parameter that is unknown or not of its type",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "malformed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description You are not logged in */
      401: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unauthenticated",
           *       "title": "You are not logged in",
           *       "status": 401,
           *       "detail": "The request has no credential, or one that is expired, revoked or not ours",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unauthenticated"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description You may not do this */
      403: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/forbidden",
           *       "title": "You may not do this",
           *       "status": 403,
           *       "detail": "Your role, or the areas of your API token, do not include the permission that `detail` names",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "forbidden"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description There is no such thing */
      404: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/not_found",
           *       "title": "There is no such thing",
           *       "status": 404,
           *       "detail": "Nothing with this id or path exists in your organization, or you may not know of it",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "not_found"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description This method is not possible here */
      405: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/method_not_allowed",
           *       "title": "This method is not possible here",
           *       "status": 405,
           *       "detail": "The path exists, but not for this HTTP method",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "method_not_allowed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Something went wrong on our side */
      500: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/internal",
           *       "title": "Something went wrong on our side",
           *       "status": 500,
           *       "detail": "This is a bug",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "internal"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The service is away for a moment */
      503: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unavailable",
           *       "title": "The service is away for a moment",
           *       "status": 503,
           *       "detail": "Something that we need cannot be reached",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unavailable"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  get_workflow_version: {
    parameters: {
      query?: never
      header?: never
      path: {
        /** @description The workflow */
        id: string
        /**
         * @description The version's number
         * @example 1
         */
        number: number
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The version */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['WorkflowVersion']
        }
      }
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/malformed",
           *       "title": "The request cannot be read",
           *       "status": 400,
           *       "detail": "A part of the request is not in the form that the API reference describes: a body that is not JSON, a query parameter that is unknown or not of its type",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "malformed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description You are not logged in */
      401: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unauthenticated",
           *       "title": "You are not logged in",
           *       "status": 401,
           *       "detail": "The request has no credential, or one that is expired, revoked or not ours",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unauthenticated"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description You may not do this */
      403: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/forbidden",
           *       "title": "You may not do this",
           *       "status": 403,
           *       "detail": "Your role, or the areas of your API token, do not include the permission that `detail` names",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "forbidden"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description There is no such thing */
      404: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/not_found",
           *       "title": "There is no such thing",
           *       "status": 404,
           *       "detail": "Nothing with this id or path exists in your organization, or you may not know of it",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "not_found"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description This method is not possible here */
      405: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/method_not_allowed",
           *       "title": "This method is not possible here",
           *       "status": 405,
           *       "detail": "The path exists, but not for this HTTP method",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "method_not_allowed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Something went wrong on our side */
      500: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/internal",
           *       "title": "Something went wrong on our side",
           *       "status": 500,
           *       "detail": "This is a bug",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "internal"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The service is away for a moment */
      503: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unavailable",
           *       "title": "The service is away for a moment",
           *       "status": 503,
           *       "detail": "Something that we need cannot be reached",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unavailable"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  check_workflow: {
    parameters: {
      query?: never
      header?: {
        /** @description Names this request: repeated with the same key and content within 24 hours, it is done once and answered the same. */
        'Idempotency-Key'?: string
      }
      path?: never
      cookie?: never
    }
    requestBody: {
      content: {
        'application/json': components['schemas']['Drawing']
      }
    }
    responses: {
      /** @description What is wrong with it */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Findings']
        }
      }
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/malformed",
           *       "title": "The request cannot be read",
           *       "status": 400,
           *       "detail": "A part of the request is not in the form that the API reference describes: a body that is not JSON, a query parameter that is unknown or not of its type",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "malformed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description You are not logged in */
      401: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unauthenticated",
           *       "title": "You are not logged in",
           *       "status": 401,
           *       "detail": "The request has no credential, or one that is expired, revoked or not ours",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unauthenticated"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description You may not do this */
      403: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/forbidden",
           *       "title": "You may not do this",
           *       "status": 403,
           *       "detail": "Your role, or the areas of your API token, do not include the permission that `detail` names",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "forbidden"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description There is no such thing */
      404: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/not_found",
           *       "title": "There is no such thing",
           *       "status": 404,
           *       "detail": "Nothing with this id or path exists in your organization, or you may not know of it",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "not_found"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description This method is not possible here */
      405: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/method_not_allowed",
           *       "title": "This method is not possible here",
           *       "status": 405,
           *       "detail": "The path exists, but not for this HTTP method",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "method_not_allowed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The state does not allow this */
      409: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/conflict",
           *       "title": "The state does not allow this",
           *       "status": 409,
           *       "detail": "The thing exists, but its present state does not allow the change",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "conflict"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The request is too large */
      413: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/too_large",
           *       "title": "The request is too large",
           *       "status": 413,
           *       "detail": "The body is larger than what is accepted here; `detail` names the limit",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "too_large"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The content type is not understood */
      415: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unsupported_type",
           *       "title": "The content type is not understood",
           *       "status": 415,
           *       "detail": "Send JSON with `Content-Type: application/json`, or what the API reference asks for.",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unsupported_type"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The content is not valid */
      422: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/invalid",
           *       "title": "The content is not valid",
           *       "status": 422,
           *       "detail": "The request is in the right form, but values in it are not possible",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "invalid"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Something went wrong on our side */
      500: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/internal",
           *       "title": "Something went wrong on our side",
           *       "status": 500,
           *       "detail": "This is a bug",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "internal"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The service is away for a moment */
      503: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unavailable",
           *       "title": "The service is away for a moment",
           *       "status": 503,
           *       "detail": "Something that we need cannot be reached",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unavailable"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  explain_problem: {
    parameters: {
      query?: never
      header?: never
      path: {
        /**
         * @description The problem's `code`
         * @example lost_race
         */
        code: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The explanation */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['ProblemPage']
        }
      }
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/malformed",
           *       "title": "The request cannot be read",
           *       "status": 400,
           *       "detail": "A part of the request is not in the form that the API reference describes: a body that is not JSON, a query parameter that is unknown or not of its type",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "malformed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description There is no such thing */
      404: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/not_found",
           *       "title": "There is no such thing",
           *       "status": 404,
           *       "detail": "Nothing with this id or path exists in your organization, or you may not know of it",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "not_found"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description This method is not possible here */
      405: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/method_not_allowed",
           *       "title": "This method is not possible here",
           *       "status": 405,
           *       "detail": "The path exists, but not for this HTTP method",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "method_not_allowed"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Something went wrong on our side */
      500: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/internal",
           *       "title": "Something went wrong on our side",
           *       "status": 500,
           *       "detail": "This is a bug",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "internal"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description The service is away for a moment */
      503: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "/problems/unavailable",
           *       "title": "The service is away for a moment",
           *       "status": 503,
           *       "detail": "Something that we need cannot be reached",
           *       "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
           *       "code": "unavailable"
           *     }
           */
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
}
