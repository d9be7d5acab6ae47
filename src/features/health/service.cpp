#include "features/health/service.hpp"

#include "stack/tls/certificate.hpp"

namespace mailapp::health {
namespace {

/// Shorter than this is work under way.
constexpr std::chrono::seconds patience{10};
constexpr std::int64_t least_free_percent = 10;
/// A rebuilt replica is no trouble any more, but the disk under it may be one.
constexpr std::chrono::hours told_for{24};
/// Enough for a person to act in.
constexpr std::chrono::hours certificate_warning{14 * 24};
constexpr std::size_t largest_certificate = 256 * 1024;

bool is_long_ago(std::optional<Seconds> const& moment, Seconds now) {
    return moment && now - *moment > patience;
}

/// Of what others than root can have, as df(1) counts; 100 of a disk that tells nothing.
std::int64_t free_percent(system::MailDisk const& disk) {
    auto const usable = disk.used + disk.available;
    return usable <= 0 ? 100 : disk.available * 100 / usable;
}

/// "3 % (120 MiB) is left".
std::string left_of(system::MailDisk const& disk) {
    constexpr std::int64_t mebibyte = 1024 * 1024;
    return std::to_string(free_percent(disk)) + " % (" + std::to_string(disk.available / mebibyte) +
           " MiB) is left";
}

std::string changes(std::int64_t count) {
    return std::to_string(count) + (count == 1 ? " change" : " changes");
}

}  // namespace

void judge_services(Result<services::ServiceList> const& list, std::vector<HealthReason>& reasons) {
    if (!list) {
        reasons.push_back({list.error().code, "agent", list.error().detail});
        return;
    }
    for (auto const& service : list->items) {
        std::string const name(reflect::enum_name(service.name));
        if (service.state == services::ServiceState::stopped) {
            reasons.push_back({"service.stopped", name, "The service " + name + " is stopped."});
        } else if (service.state == services::ServiceState::failed) {
            reasons.push_back(
                {"service.failed", name, "The service " + name + " does not stay up: " + service.reason});
        }
    }
}

void judge_applied(applied::AppliedState const& state, Seconds now, std::vector<HealthReason>& reasons) {
    for (auto const& part : state.parts) {
        bool const is_directory = part.name == "directory";
        if (is_directory && !part.position) {
            reasons.push_back(
                {"directory.not_answering", part.name,
                 "The directory does not answer: Postfix and Dovecot cannot look anything up."});
        } else if (is_directory && is_long_ago(part.waiting_since, now)) {
            reasons.push_back({"directory.behind", part.name,
                               "The directory is behind by " + changes(part.behind) +
                                   ": the mail path does not know them yet."});
        } else if (part.name == "dkim" && !part.problem.empty()) {
            // At once: as long as it lasts, what signed-in users send may wait.
            reasons.push_back(
                {"apply.failing", part.name,
                 "The keys of signatures cannot be brought to Redis; mail that is to be signed waits: " +
                     part.problem});
        } else if (!part.problem.empty() && is_long_ago(part.failing_since, now)) {
            reasons.push_back({"apply.failing", part.name,
                               changes(part.behind) + " cannot be brought into force (" + part.name +
                                   "): " + part.problem});
        }
    }
}

void judge_data_disk(system::MailDisk const& disk, std::vector<HealthReason>& reasons) {
    if (free_percent(disk) >= least_free_percent) return;
    reasons.push_back({"disk.nearly_full", disk.device,
                       "The disk that the database lies on is nearly full: " + left_of(disk) +
                           ". Without space nothing can be changed and nobody can sign in to the "
                           "panel."});
}

void judge_disk(system::MailDisk const& disk, std::vector<HealthReason>& reasons) {
    if (free_percent(disk) >= least_free_percent) return;
    reasons.push_back({"disk.nearly_full", disk.device,
                       "The disk that the mail lies on is nearly full: " + left_of(disk) +
                           ". Without space no mail is accepted."});
}

void judge_replica(std::vector<SetAside> const& set_aside, bool is_replaced, Seconds now,
                   std::vector<HealthReason>& reasons) {
    if (set_aside.empty()) return;
    auto const& newest = set_aside.front();
    auto const what = "The copy of domains, mailboxes and aliases that the mail path asks was damaged at " +
                      newest.noticed + " (" + newest.problem + ") and lies in " + newest.file + " now. ";
    if (!is_replaced) {
        reasons.push_back({"directory.replica_damaged", newest.file,
                           what + "A new one is made as soon as the database can be read; until then mail is "
                                  "deferred and signing in fails for the moment."});
    } else if (newest.noticed > to_rfc3339(now - told_for)) {
        reasons.push_back({"directory.replica_rebuilt", newest.file,
                           what +
                               "A new one was made from the database. Look at the disk; this is said for a "
                               "day, or until that directory is removed."});
    }
}

void judge_certificate(std::optional<Seconds> valid_until, Seconds now, std::vector<HealthReason>& reasons) {
    if (!valid_until || *valid_until > now + certificate_warning) return;
    auto const moment = to_rfc3339(*valid_until);
    if (*valid_until <= now) {
        reasons.push_back({"certificate.expired", moment,
                           "The server's certificate ended on " + moment +
                               ": mail programs and other servers refuse the connection or warn. "
                               "`mailapp up` renews one that it made; put a new one in place of another."});
    } else {
        reasons.push_back({"certificate.expires_soon", moment,
                           "The server's certificate ends on " + moment +
                               ". `mailapp up` renews one that it made; put a new one in place of another."});
    }
}

Health Service::check() {
    Health health;
    judge_services(control_.list(), health.reasons);
    judge_applied(applied_.state(), unbroken_now(), health.reasons);
    auto const mail = system_.mail_disk();
    judge_disk(mail, health.reasons);
    if (!data_.empty()) {
        // Once is enough for a disk that holds both.
        if (auto const data = system::Service::disk_of(data_); data.device != mail.device)
            judge_data_disk(data, health.reasons);
    }
    auto const replica = replica_();
    judge_replica(replica.set_aside, replica.is_there, system_now(), health.reasons);
    auto const certificate = read_file(certificate_file_, largest_certificate);
    judge_certificate(certificate ? stack::tls::valid_until(*certificate) : std::nullopt, system_now(),
                      health.reasons);
    if (!health.reasons.empty()) health.state = HealthState::degraded;
    return health;
}

}  // namespace mailapp::health
