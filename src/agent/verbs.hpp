#pragma once

#include "reflect/members.hpp"

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// What can be asked of the agent. Each verb is one struct: its members are the arguments, `Reply` is what
/// comes back, `deadline` is how long the asking side waits at most. No verb takes a path, a command or file
/// contents. One with `is_watching` is asked all the time: only its failures are logged.
namespace mailapp::agent {

/// The programs of an instance; the supervisor knows each by this name.
enum class Service { postfix, dovecot, rspamd, redis, directory, api, agent };
BOOST_DESCRIBE_ENUM(Service, postfix, dovecot, rspamd, redis, directory, api, agent)

enum class ServiceState { running, starting, stopping, stopped, failed };
BOOST_DESCRIBE_ENUM(ServiceState, running, starting, stopping, stopped, failed)

/// A verb without anything to tell but that it was done.
struct Done {};
BOOST_DESCRIBE_STRUCT(Done, (), ())

struct ServiceStatus {
    Service service = Service::postfix;
    ServiceState state = ServiceState::stopped;
    std::string reason;                 ///< why it failed, in the supervisor's words
    std::optional<std::int64_t> since;  ///< seconds since 1970 of the last start or end
    std::optional<std::int64_t> pid;    ///< while it runs
    std::optional<std::int64_t>
        rss_bytes;  ///< resident memory of its processes, shared pages counted in each
    std::optional<std::int64_t> pss_bytes;  ///< the same with shared pages divided among their users
    std::optional<double> cpu_seconds;      ///< processor time of its processes
    std::optional<std::int64_t> processes;  ///< how many processes it has
    std::optional<std::int64_t> restarts;   ///< how often it was started again since the supervisor began
};
BOOST_DESCRIBE_STRUCT(ServiceStatus, (),
                      (service, state, reason, since, pid, rss_bytes, pss_bytes, cpu_seconds, processes,
                       restarts))

struct ServiceList {
    std::vector<ServiceStatus> services;
};
BOOST_DESCRIBE_STRUCT(ServiceList, (), (services))

struct LogPage {
    std::vector<std::string> lines;     ///< oldest first
    std::vector<std::string> cursors;   ///< where each line begins: its name as long as the file is there
    std::optional<std::string> before;  ///< cursor of the lines before these; absent at the start of the file
    std::string after;                  ///< cursor of what will be written behind these
};
BOOST_DESCRIBE_STRUCT(LogPage, (), (lines, cursors, before, after))

struct QueueRecipient {
    std::string address;
    std::string delay_reason;  ///< empty when no delivery was tried yet
};
BOOST_DESCRIBE_STRUCT(QueueRecipient, (), (address, delay_reason))

struct QueueEntry {
    std::string queue_name;  ///< maildrop, hold, incoming, active or deferred
    std::string queue_id;
    std::int64_t arrival_time = 0;  ///< seconds since 1970
    std::int64_t message_size = 0;  ///< bytes
    bool forced_expire = false;
    std::string sender;                      ///< empty for bounces
    std::vector<QueueRecipient> recipients;  ///< the first hundred
    std::int64_t recipient_count = 0;
};
BOOST_DESCRIBE_STRUCT(QueueEntry, (),
                      (queue_name, queue_id, arrival_time, message_size, forced_expire, sender, recipients,
                       recipient_count))

struct QueueListing {
    std::vector<QueueEntry> entries;
    bool cut = false;               ///< there are more than could be told
    std::int64_t broken_lines = 0;  ///< lines of Postfix that were no entry
};
BOOST_DESCRIBE_STRUCT(QueueListing, (), (entries, cut, broken_lines))

struct QueuedMessage {
    std::string text;  ///< envelope records, headers and body as postcat prints them
    bool cut = false;  ///< only the first MiB
};
BOOST_DESCRIBE_STRUCT(QueuedMessage, (), (text, cut))

struct QueueOutcome {
    std::vector<std::string> done;     ///< ids that were acted on; empty when all were meant
    std::vector<std::string> missing;  ///< ids that are not in the queue
};
BOOST_DESCRIBE_STRUCT(QueueOutcome, (), (done, missing))

struct Kicked {
    std::int64_t sessions = 0;
};
BOOST_DESCRIBE_STRUCT(Kicked, (), (sessions))

struct ConfigurationApplied {
    std::string revision;              ///< name of the revision in force now
    std::vector<std::string> changed;  ///< programs that got other files
};
BOOST_DESCRIBE_STRUCT(ConfigurationApplied, (), (revision, changed))

/// What the parts of an instance take on the disk, in bytes.
struct Storage {
    std::int64_t mail = 0;
    std::int64_t database = 0;  ///< the SQLite files and the directory's replica
    std::int64_t queue = 0;
    std::int64_t logs = 0;
    std::int64_t other = 0;                ///< the rest of the instance
    std::optional<std::int64_t> measured;  ///< seconds since 1970; absent until the first count is done
};
BOOST_DESCRIBE_STRUCT(Storage, (), (mail, database, queue, logs, other, measured))

struct Pong {
    std::string version;
};
BOOST_DESCRIBE_STRUCT(Pong, (), (version))

using std::chrono::seconds;

struct Ping {
    using Reply = Pong;
    static constexpr std::string_view verb = "ping";
    static constexpr seconds deadline{2};
};
BOOST_DESCRIBE_STRUCT(Ping, (), ())

/// All services that the supervisor runs.
struct ServicesList {
    using Reply = ServiceList;
    static constexpr std::string_view verb = "services.list";
    static constexpr seconds deadline{10};
    static constexpr bool is_watching = true;
};
BOOST_DESCRIBE_STRUCT(ServicesList, (), ())

struct ServicesStatus {
    using Reply = ServiceStatus;
    static constexpr std::string_view verb = "services.status";
    static constexpr seconds deadline{10};
    static constexpr bool is_watching = true;
    static constexpr std::array required_members{"service"};
    Service service = Service::postfix;
};
BOOST_DESCRIBE_STRUCT(ServicesStatus, (), (service))

/// Stops and starts a service, and starts one that is stopped; waits until it answers. The agent itself
/// cannot be restarted this way, nor the API, which would not live to see the reply.
struct ServicesRestart {
    using Reply = ServiceStatus;
    static constexpr std::string_view verb = "services.restart";
    static constexpr seconds deadline{90};
    static constexpr std::array required_members{"service"};
    Service service = Service::postfix;
};
BOOST_DESCRIBE_STRUCT(ServicesRestart, (), (service))

/// Starts a service that does not run, and waits until it answers.
struct ServicesStart {
    using Reply = ServiceStatus;
    static constexpr std::string_view verb = "services.start";
    static constexpr seconds deadline{90};
    static constexpr std::array required_members{"service"};
    Service service = Service::postfix;
};
BOOST_DESCRIBE_STRUCT(ServicesStart, (), (service))

/// Stops a service until it is started again or the whole instance is. Not the agent, not the API.
struct ServicesStop {
    using Reply = ServiceStatus;
    static constexpr std::string_view verb = "services.stop";
    static constexpr seconds deadline{90};
    static constexpr std::array required_members{"service"};
    Service service = Service::postfix;
};
BOOST_DESCRIBE_STRUCT(ServicesStop, (), (service))

/// Makes Postfix, Dovecot or Rspamd read its configuration again without dropping anybody.
struct ServicesReload {
    using Reply = Done;
    static constexpr std::string_view verb = "services.reload";
    static constexpr seconds deadline{40};
    static constexpr std::array required_members{"service"};
    Service service = Service::postfix;
};
BOOST_DESCRIBE_STRUCT(ServicesReload, (), (service))

/// The last lines of a service's log, those before a cursor, or the first ones after it. With `after`, lines
/// that are not ended yet are left for the next time, and a log that was rotated is read to its end.
struct ServicesLogs {
    using Reply = LogPage;
    static constexpr std::string_view verb = "services.logs";
    static constexpr seconds deadline{10};
    static constexpr bool is_watching = true;
    static constexpr std::array required_members{"service"};
    static constexpr int most_lines = 1000;
    Service service = Service::postfix;
    int lines = most_lines;
    std::optional<std::string> before;
    std::optional<std::string> after;
};
BOOST_DESCRIBE_STRUCT(ServicesLogs, (), (service, lines, before, after))

struct QueueList {
    using Reply = QueueListing;
    static constexpr std::string_view verb = "queue.list";
    static constexpr seconds deadline{40};
    static constexpr int most_entries = 10'000;
    int limit = most_entries;
};
BOOST_DESCRIBE_STRUCT(QueueList, (), (limit))

struct QueueShow {
    using Reply = QueuedMessage;
    static constexpr std::string_view verb = "queue.show";
    static constexpr seconds deadline{20};
    static constexpr std::array required_members{"id"};
    std::string id;
};
BOOST_DESCRIBE_STRUCT(QueueShow, (), (id))

/// Messages of the queue: those named, or all of them. Exactly one of the two.
struct QueueSelection {
    std::vector<std::string> ids;
    bool all = false;
};
BOOST_DESCRIBE_STRUCT(QueueSelection, (), (ids, all))

/// Tries to deliver now. Messages on hold stay there.
struct QueueDeliver : QueueSelection {
    using Reply = QueueOutcome;
    static constexpr std::string_view verb = "queue.deliver";
    static constexpr seconds deadline{60};
};
BOOST_DESCRIBE_STRUCT(QueueDeliver, (QueueSelection), ())

struct QueueHold : QueueSelection {
    using Reply = QueueOutcome;
    static constexpr std::string_view verb = "queue.hold";
    static constexpr seconds deadline{60};
};
BOOST_DESCRIBE_STRUCT(QueueHold, (QueueSelection), ())

struct QueueUnhold : QueueSelection {
    using Reply = QueueOutcome;
    static constexpr std::string_view verb = "queue.unhold";
    static constexpr seconds deadline{60};
};
BOOST_DESCRIBE_STRUCT(QueueUnhold, (QueueSelection), ())

/// Removes messages without a bounce.
struct QueueDelete : QueueSelection {
    using Reply = QueueOutcome;
    static constexpr std::string_view verb = "queue.delete";
    static constexpr seconds deadline{60};
};
BOOST_DESCRIBE_STRUCT(QueueDelete, (QueueSelection), ())

/// Renders the configuration from mailapp.toml, lets each program check it, and brings it into force; on
/// failure the one before stays. Programs' own words are in the error.
struct ConfigurationApply {
    using Reply = ConfigurationApplied;
    static constexpr std::string_view verb = "configuration.apply";
    static constexpr seconds deadline{240};
};
BOOST_DESCRIBE_STRUCT(ConfigurationApply, (), ())

/// Ends the live sessions of a mailbox over some protocols, and nobody else's.
struct SessionsKick {
    using Reply = Kicked;
    static constexpr std::string_view verb = "sessions.kick";
    static constexpr seconds deadline{15};
    static constexpr std::array required_members{"address", "services"};
    std::string address;
    std::vector<std::string> services;  ///< "imap", "pop3", "sieve"
};
BOOST_DESCRIBE_STRUCT(SessionsKick, (), (address, services))

/// Takes a mailbox's mail away. A store that is not there is success.
struct MailstoreDiscard {
    using Reply = Done;
    static constexpr std::string_view verb = "mailstore.discard";
    static constexpr seconds deadline{10};
    static constexpr std::array required_members{"store"};
    std::string store;  ///< "domain/local-ID", as mailbox.store has it
};
BOOST_DESCRIBE_STRUCT(MailstoreDiscard, (), (store))

/// Removes a domain's directory when no store is left in it. One that is not there is success.
struct MailstoreDiscardDomain {
    using Reply = Done;
    static constexpr std::string_view verb = "mailstore.discard_domain";
    static constexpr seconds deadline{10};
    static constexpr std::array required_members{"domain"};
    std::string domain;
};
BOOST_DESCRIBE_STRUCT(MailstoreDiscardDomain, (), (domain))

/// The last count of what the instance takes on the disk; a new one begins behind it when it is old.
struct StorageShow {
    using Reply = Storage;
    static constexpr std::string_view verb = "storage.show";
    static constexpr seconds deadline{5};
    static constexpr bool is_watching = true;
};
BOOST_DESCRIBE_STRUCT(StorageShow, (), ())

/// Makes Postfix and Dovecot use the certificates that lie in the instance now.
struct CertificatesReload {
    using Reply = Done;
    static constexpr std::string_view verb = "certificates.reload";
    static constexpr seconds deadline{60};
};
BOOST_DESCRIBE_STRUCT(CertificatesReload, (), ())

}  // namespace mailapp::agent
