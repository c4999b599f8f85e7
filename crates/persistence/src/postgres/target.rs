//! Where connections to PostgreSQL go, and how.

use std::net::IpAddr;
use std::time::Duration;

use tokio_postgres::config::{Host, SslMode, SslNegotiation};
use tokio_postgres::error::SqlState;
use tokio_postgres::tls::MakeTlsConnect;
use tokio_postgres::{Client, Config, Connection, Error, Socket};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::diagnosis;
use super::tls::{self, Mode, Parameters, TlsRequest};
use crate::error::RecordError;
use crate::place::DatabasePlace;
use crate::settings::RecordSettings;
use crate::url::without_secrets;

/// What a connection is made with. Every connection of the record is made by it.
#[derive(Clone)]
pub(super) struct Target {
    config: Config,
    connector: MakeRustlsConnect,
}

/// A connection, and what drives it.
type Connected = (Client, Connection<Socket, <MakeRustlsConnect as MakeTlsConnect<Socket>>::Stream>);

impl Target {
    /// What the URL says, with the settings where it says nothing. Reads the files of TLS; connects to nothing.
    pub(super) fn new(url: &str, settings: &RecordSettings) -> Result<Self, RecordError> {
        let (mut config, parameters) = read_url(url)?;
        if config.get_connect_timeout().is_none() {
            config.connect_timeout(settings.connect_timeout);
        }
        if config.get_application_name().is_none() {
            config.application_name("adaptive-engine");
        }
        config.keepalives_idle(Duration::from_secs(30));
        let request = TlsRequest::new(parameters, &settings.tls, default_mode(&config))?;
        check(&config, request.mode)?;
        config.ssl_mode(request.mode.negotiation());
        let direct = config.get_ssl_negotiation() == SslNegotiation::Direct;
        Ok(Self { config, connector: tls::connector(&request, direct)? })
    }

    /// Connects; an error is a text for the operator.
    pub(super) async fn connect(&self) -> Result<Connected, String> {
        let text = |error| diagnosis::text(&error, self.config.get_ssl_mode());
        match self.config.connect(self.connector.clone()).await {
            Err(error) if self.may_do_without_tls(&error) => {
                let mut config = self.config.clone();
                config.ssl_mode(SslMode::Disable);
                config.connect(self.connector.clone()).await.map_err(text)
            }
            outcome => outcome.map_err(text),
        }
    }

    /// Whether TLS is what may be in the way, where it is not asked for: libpq goes on without it then too.
    fn may_do_without_tls(&self, error: &Error) -> bool {
        let refused = error.code() == Some(&SqlState::INVALID_AUTHORIZATION_SPECIFICATION);
        self.config.get_ssl_mode() == SslMode::Prefer && (refused || diagnosis::is_in_handshake(error))
    }
}

/// What the URL says: for the library, and on TLS.
fn read_url(url: &str) -> Result<(Config, Parameters), RecordError> {
    let unknown = || RecordError::UnknownUrl { url: without_secrets(url) };
    if !url.starts_with("postgres://") && !url.starts_with("postgresql://") {
        return Err(unknown());
    }
    let (rest, parameters) = Parameters::take_from(url)?;
    let config: Config = rest.parse().map_err(|_| unknown())?;
    if config.get_hosts().is_empty() { Err(unknown()) } else { Ok((config, parameters)) }
}

/// The database that a URL of PostgreSQL names. Without a name there, it is that of the user.
pub(crate) fn place(url: &str) -> Result<DatabasePlace, RecordError> {
    const DEFAULT_PORT: u16 = 5432;
    let (config, _) = read_url(url)?;
    let ports = config.get_ports();
    let address = |(place, host): (usize, &Host)| {
        let port = ports.get(place).or(ports.first()).copied().unwrap_or(DEFAULT_PORT);
        match host {
            Host::Tcp(name) if name.contains(':') => format!("[{name}]:{port}"),
            Host::Tcp(name) => format!("{name}:{port}"),
            #[cfg(unix)]
            Host::Unix(directory) => directory.display().to_string(),
        }
    };
    let addresses: Vec<_> = config.get_hosts().iter().enumerate().map(address).collect();
    let database = config.get_dbname().or(config.get_user()).unwrap_or_default().to_owned();
    Ok(DatabasePlace { kind: "PostgreSQL", location: addresses.join(", "), database: Some(database) })
}

/// The mode where neither URL nor settings set one: that of libpq, but none to this machine, where no one else can listen.
fn default_mode(config: &Config) -> Mode {
    let is_here = |host: &Host| match host {
        Host::Tcp(name) if name.eq_ignore_ascii_case("localhost") => true,
        Host::Tcp(name) => name.parse().is_ok_and(|address: IpAddr| address.is_loopback()),
        #[cfg(unix)]
        Host::Unix(_) => true,
    };
    let (hosts, addresses) = (config.get_hosts(), config.get_hostaddrs());
    let here = if addresses.is_empty() { hosts.iter().all(is_here) } else { addresses.iter().all(IpAddr::is_loopback) };
    if here { Mode::Disable } else { Mode::Prefer }
}

/// Refuses TLS where it cannot be.
fn check(config: &Config, mode: Mode) -> Result<(), RecordError> {
    let refused = |reason: &str| Err(RecordError::configuration(reason));
    #[cfg(unix)]
    if mode.demands_tls() && config.get_hosts().iter().any(|host| matches!(host, Host::Unix(_))) {
        return refused("TLS is of no use on a Unix socket: leave `tls`, its files and sslmode out");
    }
    if config.get_ssl_negotiation() == SslNegotiation::Direct && !mode.demands_tls() {
        return refused("`sslnegotiation=direct` in the database URL asks for TLS: use it with sslmode=verify-full");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::DatabaseTlsSettings;

    fn target(url: &str) -> Result<Config, RecordError> {
        Target::new(url, &RecordSettings::default()).map(|target| target.config)
    }

    #[test]
    fn a_url_that_cannot_be_read_is_refused_without_its_password() {
        for url in ["postgres://user:secret@host:notaport/db", "postgres://", "postgres://u:secret@h/db?nonsense=1"] {
            match target(url) {
                Err(RecordError::UnknownUrl { url }) => assert!(!url.contains("secret"), "{url}"),
                other => panic!("{url} gave {other:?}"),
            }
        }
    }

    #[test]
    fn a_place_names_hosts_ports_and_database_and_no_password() {
        let places = [
            ("u:secret@db.example/exams", "PostgreSQL at db.example:5432, database exams"),
            ("exams:secret@[::1]:5433", "PostgreSQL at [::1]:5433, database exams"),
            ("u:secret@a,b:1/exams?password=secret", "PostgreSQL at a:5432, b:1, database exams"),
            ("u@%2Frun%2Fpostgresql/exams", "PostgreSQL at /run/postgresql, database exams"),
        ];
        for (url, shown) in places {
            assert_eq!(place(&format!("postgres://{url}")).unwrap().to_string(), shown);
        }
    }

    #[test]
    fn time_outs_of_the_url_stand() {
        let config = target("postgres://u@h/db?connect_timeout=9").unwrap();
        assert_eq!(config.get_connect_timeout(), Some(&Duration::from_secs(9)));
    }

    #[test]
    fn without_a_word_on_tls_it_is_used_where_the_server_has_it_but_not_on_one_machine() {
        let modes = [
            ("db.example", SslMode::Prefer),
            ("10.0.0.1", SslMode::Prefer),
            ("127.0.0.1,db.example", SslMode::Prefer),
            ("localhost/db?hostaddr=10.0.0.1", SslMode::Prefer),
            ("127.0.0.1:5433", SslMode::Disable),
            ("[::1]", SslMode::Disable),
            ("LocalHost,%2Frun%2Fpostgresql", SslMode::Disable),
            ("db.example/db?hostaddr=127.0.0.1", SslMode::Disable),
            ("127.0.0.1/db?sslmode=prefer", SslMode::Prefer),
            ("127.0.0.1/db?sslmode=require", SslMode::Require),
            ("db.example/db?sslmode=disable", SslMode::Disable),
            ("db.example/db?sslmode=verify-full&sslnegotiation=direct", SslMode::Require),
        ];
        for (place, mode) in modes {
            assert_eq!(target(&format!("postgres://u@{place}")).unwrap().get_ssl_mode(), mode, "{place}");
        }
    }

    #[test]
    fn tls_where_it_cannot_be_is_refused() {
        let reason = |url: &str| target(url).unwrap_err().to_string();
        assert!(reason("postgres://u@%2Frun%2Fpostgresql/db?sslmode=verify-full").contains("Unix socket"));
        assert!(target("postgres://u@%2Frun%2Fpostgresql/db").is_ok());
        assert!(reason("postgres://u@h/db?sslnegotiation=direct").contains("sslmode=verify-full"));
    }

    #[test]
    fn files_that_are_missing_or_not_usable_are_named_with_their_setting() {
        let directory = tempfile::tempdir().unwrap();
        let empty = directory.path().join("empty.pem");
        std::fs::write(&empty, "").unwrap();
        let reason = |tls: DatabaseTlsSettings| {
            let settings = RecordSettings { tls, ..RecordSettings::default() };
            Target::new("postgres://u:secret@h/db", &settings).err().unwrap().to_string()
        };
        let missing =
            reason(DatabaseTlsSettings { ca_file: Some("/no/such/ca.pem".into()), ..DatabaseTlsSettings::default() });
        assert!(missing.contains("`tls_ca_file`: cannot read /no/such/ca.pem"), "{missing}");
        let unusable = reason(DatabaseTlsSettings { ca_file: Some(empty.clone()), ..DatabaseTlsSettings::default() });
        assert!(unusable.contains("empty.pem is not usable: it holds no certificate"), "{unusable}");
        let by_url = target(&format!("postgres://u:secret@h/db?sslrootcert={}", empty.display())).unwrap_err();
        assert!(by_url.to_string().contains("`sslrootcert`: "), "{by_url}");
    }
}
