//! `server admin`: what only the operator of an installation may do.

use std::io::{BufRead, IsTerminal, Write};

use katalusis_auth::operator::{Made, NewOperator, make_super_admin};
use katalusis_runtime::settings::Core;
use katalusis_runtime::{MainResult, Platform, settings};

#[derive(clap::Subcommand)]
pub(crate) enum Command {
    /// Make a user a super admin. One who does not exist yet is created, in an organization of the operator's
    /// own; the password is read from standard input.
    SuperAdmin {
        /// The e-mail address that the user logs in with.
        email: String,
        /// Full name, for a new user.
        #[arg(long, default_value = "Operator")]
        name: String,
        /// What the new user's organization is called.
        #[arg(long, default_value = "Operations")]
        organization: String,
    },
}

pub(crate) async fn run(command: Command) -> MainResult {
    let Command::SuperAdmin {
        email,
        name,
        organization,
    } = command;
    let core = settings(Core::read)?;
    let platform = Platform::connect(&core).await?;
    let made = make_super_admin(&platform.store, &email, || {
        Ok(NewOperator {
            name,
            organization,
            password: read_password()?,
        })
    })
    .await?;
    platform.relay.flush().await;
    match made {
        Made::Already(_) => println!("{email} is a super admin already."),
        Made::Promoted(_) => {
            println!("{email} is a super admin now; an open session knows it after its next refresh.");
        }
        Made::Created(_) => println!("{email} was created as a super admin and can log in."),
    }
    Ok(())
}

fn read_password() -> std::io::Result<String> {
    let mut input = std::io::stdin().lock();
    if input.is_terminal() {
        print!("Password for the new user (8 characters or more; it is shown while you type): ");
        std::io::stdout().flush()?;
    }
    let mut password = String::new();
    input.read_line(&mut password)?;
    Ok(password.trim_end_matches(['\r', '\n']).to_owned())
}
