//! Requests made by schemathesis from the OpenAPI document never get a 5xx, and every answer is of the documented
//! kind (S16).

use contract::routes;
use tokio::process::Command;

use crate::stand::Stand;
use crate::stand::database::{Database, on_each_database};
use crate::stand::python::python;
use crate::stand::world::{ADMIN_A, OPERATOR, SIGNER_A};

on_each_database!(generated_requests_never_get_a_5xx_s16);

/// Requests an operation in the fuzzing phase; the same ones at each run.
const EXAMPLES: &str = "25";

async fn generated_requests_never_get_a_5xx_s16(database: Database) {
    let stand = Stand::start(&database).await;
    stand.checked(SIGNER_A).await;
    // Logging out would make everything after it a 401: it comes last, by itself. Each role has endpoints of its own.
    for (person, only) in [
        (ADMIN_A, ["--exclude-method", "DELETE"]),
        (OPERATOR, ["--include-path-regex", "/operator/"]),
        (SIGNER_A, ["--include-path-regex", "/my-"]),
        (ADMIN_A, ["--include-method", "DELETE"]),
    ] {
        let client = stand.logged_in(person).await;
        let session = format!("Cookie: shirushi_session={}", client.cookie("shirushi_session").unwrap());
        let run = Command::new(python().with_file_name("schemathesis"))
            .args(["run", &format!("http://{}{}", stand.address, routes::OPENAPI), "--no-color", "-H", &session])
            .args(["--checks", "not_a_server_error,content_type_conformance,response_schema_conformance"])
            .args(["--phases", "examples,coverage,fuzzing", "--max-examples", EXAMPLES])
            .arg("--generation-deterministic")
            .args(["--generation-with-security-parameters", "false", "--continue-on-failure", "--warnings", "off"])
            .args(only)
            // It leaves files where it stands.
            .current_dir(&database.folder)
            .env("HYPOTHESIS_STORAGE_DIRECTORY", &database.folder)
            .kill_on_drop(true)
            .output()
            .await
            .unwrap();
        let told = format!("{}{}", String::from_utf8_lossy(&run.stdout), String::from_utf8_lossy(&run.stderr));
        assert!(run.status.success(), "{told}");
        if only[0] != "--include-method" {
            // The session has lasted: the requests got past the door.
            client.get(routes::SESSION).await.is(200);
        }
    }
}
