#pragma once

#include "base/error.hpp"
#include "base/file.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace mailapp {

/// Where each service of an instance listens. With a base port N all lie in N..N+99, else the standard ones.
struct Ports {
    std::uint16_t http = 80;
    std::uint16_t https = 443;
    std::uint16_t smtp = 25;
    std::uint16_t submission = 587;
    std::uint16_t submissions = 465;
    std::uint16_t imap = 143;
    std::uint16_t imaps = 993;
    std::uint16_t pop3 = 110;
    std::uint16_t pop3s = 995;
    std::uint16_t sieve = 4190;
    /// On loopback only, for Dovecot's Lua, which speaks HTTP over TCP alone; answers nobody without the
    /// token. Below 1024, so that no account of the machine can listen there while the directory is away, and
    /// be told passwords.
    std::uint16_t directory_http = 973;
};

/// Ports N+10 (pop3), +25 (smtp), +43 (imap), +44 (https), +65 (submissions), +73 (directory), +80 (http),
/// +87 (submission), +90 (sieve), +93 (imaps), +95 (pop3s).
Ports ports_from_base(std::uint16_t base);

/// What `mailapp.toml` says; every member has a default that works.
struct Settings {
    std::string hostname;                    ///< of the mail server; the machine's own name when not set
    std::optional<std::uint16_t> base_port;  ///< absent: the standard ports
    std::vector<std::string> listen;         ///< addresses; default: all without a base port, else 127.0.0.1
    std::string database_url;                ///< "sqlite:" + path, or a postgresql:// URI (libpq)
    std::vector<std::string> trusted_networks;      ///< CIDR; may relay without signing in; none by default
    std::vector<std::string> trusted_proxies;       ///< CIDR; reverse proxies, believed about their clients
    std::int64_t message_size_limit = 104'857'600;  ///< bytes
    int max_api_threads = 4;
    bool refuse_foreign_from = true;  ///< who signed in writes as himself, else his mail only stays unsigned
    std::vector<std::string> resolvers;  ///< "address[:port]" of Rspamd, DNS checks; default: the machine's
};

/// The settings as the text of a `mailapp.toml` that Instance::load reads back to the same.
std::string to_toml(Settings const& settings);

/// Reads the text of a `mailapp.toml`; `file` is named in errors. Error: instance.config_invalid.
Result<Settings> read_settings(std::string const& text, fs::path const& file);

/// Whether such settings could stand in a mailapp.toml. Error: instance.config_invalid.
Result<> check_settings(Settings const& settings);

/// The machine's own name, made a full one with ".localdomain" when it has no domain.
std::string machine_host_name();

/// One installation: a directory with everything of it. Holds paths and settings, opens nothing.
class Instance {
public:
    /// Reads DIR/mailapp.toml. Errors: instance.missing, instance.config_invalid (names file, line and key),
    /// instance.path_unusable (see check_directory).
    static Result<Instance> load(fs::path directory);

    /// Whether an instance can live there: an absolute path of letters, digits and "/._+-" (it is written
    /// into the configuration of every program), short enough for the sockets below it. Error:
    /// instance.path_unusable.
    static Result<> check_directory(fs::path const& directory);

    /// For tests and for the first `up`: settings that were not read from a file.
    Instance(fs::path directory, Settings settings);

    Settings const& settings() const { return settings_; }
    Ports const& ports() const { return ports_; }

    fs::path const& directory() const { return directory_; }
    fs::path config_file() const { return directory_ / "mailapp.toml"; }
    fs::path secrets() const { return directory_ / "secrets"; }
    fs::path tls() const { return directory_ / "tls"; }
    fs::path data() const { return directory_ / "data"; }  ///< a directory for each program; owner root
    fs::path control_data() const { return data() / "control"; }  ///< of the API; owner mailapp
    fs::path database_file() const {
        return control_data() / "mailapp.db";
    }                                                          ///< SQLite, unless set otherwise
    fs::path replica() const { return data() / "directory"; }  ///< LMDB environment of the directory
    fs::path mail() const { return directory_ / "mail"; }      ///< mail stores; owner vmail
    fs::path queue() const { return directory_ / "queue"; }    ///< Postfix's queue
    fs::path log() const { return directory_ / "log"; }
    fs::path run() const { return directory_ / "run"; }  ///< sockets and pid files
    fs::path revisions() const { return directory_ / "config" / "revisions"; }
    fs::path live_config() const {
        return directory_ / "config" / "live";
    }  ///< link to the revision in force
    fs::path overrides() const {
        return directory_ / "overrides";
    }  ///< what an operator adds to our configuration
    fs::path program() const { return directory_ / "bin" / "mailapp"; }  ///< the program this instance runs

    // Sockets. Their owners and modes and those of their directories let in whom the comments name and root,
    // nobody else.
    fs::path api_socket() const { return run() / "api" / "api.sock"; }
    fs::path agent_socket() const { return run() / "agent" / "agent.sock"; }
    fs::path directory_socket() const { return run() / "directory" / "control.sock"; }  ///< api -> directory
    fs::path socketmap_socket() const {
        return run() / "lookups" / "socketmap.sock";
    }                                                                             ///< Postfix -> directory
    fs::path policy_socket() const { return run() / "lookups" / "policy.sock"; }  ///< Postfix -> directory
    fs::path submission_socket() const {
        return run() / "lookups" / "submission.sock";
    }  ///< Postfix -> directory, a milter
    fs::path sasl_gate_socket() const {
        return run() / "postfix" / "sasl-gate.sock";
    }                                                                         ///< Postfix -> its gate
    fs::path sasl_socket() const { return run() / "postfix" / "sasl.sock"; }  ///< gate -> Dovecot
    fs::path lmtp_socket() const { return run() / "postfix" / "lmtp.sock"; }  ///< Postfix -> Dovecot
    /// Why Sieve scripts failed, a file for each mailbox (instance/script_logs.hpp).
    fs::path script_logs() const { return run() / "script-logs"; }
    fs::path dict_socket() const { return run() / "dovecot-dict" / "dict.sock"; }  ///< Dovecot -> directory
    fs::path milter_socket() const { return run() / "milter" / "milter.sock"; }    ///< Postfix -> Rspamd
    fs::path controller_socket() const {
        return run() / "controller" / "controller.sock";
    }                                                                         ///< `mailapp learn` -> Rspamd
    fs::path redis_socket() const { return run() / "redis" / "redis.sock"; }  ///< Rspamd, api -> Redis
    fs::path doveadm_socket() const { return run() / "dovecot" / "http"; }    ///< agent -> Dovecot
    fs::path supervisor_socket() const { return run() / "supervisor.sock"; }

    /// A secret of the instance by name, from secrets/NAME; made by `mailapp up`. Error:
    /// instance.secret_missing.
    Result<std::string> secret(std::string const& name) const;

    std::string database_url() const { return settings_.database_url; }

private:
    fs::path directory_;
    Settings settings_;
    Ports ports_;
};

/// Names of the secrets below Instance::secrets().
namespace secret_name {
inline constexpr char const* instance_key = "instance.key";  ///< encrypts secrets at rest; 32 bytes, hex
inline constexpr char const* directory_token = "directory.token";  ///< Dovecot's Lua to the directory
inline constexpr char const* redis_password = "redis.password";
inline constexpr char const* controller_password = "controller.password";  ///< Rspamd's controller
inline constexpr char const* doveadm_key = "doveadm.key";
}  // namespace secret_name

}  // namespace mailapp
