#include "app/preflight.hpp"

#include "app/database_rights.hpp"
#include "app/known_database.hpp"
#include "apply/tree.hpp"
#include "base/text.hpp"
#include "db/migrate.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <system_error>

namespace mailapp::app {
namespace {

/// What can be said with options and in mailapp.toml.
Result<Settings> settings_from_options(Arguments const& arguments) {
    Settings settings;
    if (auto const name = arguments.value("--hostname")) settings.hostname = to_lower(*name);
    if (auto const text = arguments.value("--base-port")) {
        auto const port = parse_int(*text);
        if (!port || *port < 1024 || *port > 65535 - 99)
            return invalid("up.option_invalid", "--base-port takes a number from 1024 to 65436.");
        settings.base_port = static_cast<std::uint16_t>(*port);
    }
    settings.listen = arguments.values("--listen");
    if (auto const url = arguments.value("--database-url")) settings.database_url = *url;
    return settings;
}

Error differs(char const* option, std::string const& file) {
    return conflict("up.option_differs", std::string(option) + " says something else than " + file +
                                             ": change it there, or leave the option out.");
}

/// An option may repeat what the instance has, not contradict it.
Result<> compare(Arguments const& arguments, Settings const& asked, Instance const& instance) {
    auto const& have = instance.settings();
    auto const file = instance.config_file().string();
    if (arguments.has("--hostname") && asked.hostname != have.hostname) return differs("--hostname", file);
    if (arguments.has("--base-port") && asked.base_port != have.base_port)
        return differs("--base-port", file);
    if (arguments.has("--listen") && asked.listen != have.listen) return differs("--listen", file);
    if (arguments.has("--database-url") && asked.database_url != have.database_url)
        return differs("--database-url", file);
    return {};
}

/// Why nobody can listen there; "" when one can.
std::string bind_problem(std::string const& address, std::uint16_t port) {
    sockaddr_storage storage{};
    socklen_t size = 0;
    bool const six = address.find(':') != std::string::npos;
    if (six) {
        auto& target = reinterpret_cast<sockaddr_in6&>(storage);
        target.sin6_family = AF_INET6;
        target.sin6_port = htons(port);
        ::inet_pton(AF_INET6, address.c_str(), &target.sin6_addr);
        size = sizeof target;
    } else {
        auto& target = reinterpret_cast<sockaddr_in&>(storage);
        target.sin_family = AF_INET;
        target.sin_port = htons(port);
        ::inet_pton(AF_INET, address.c_str(), &target.sin_addr);
        size = sizeof target;
    }
    int const fd = ::socket(six ? AF_INET6 : AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0) return std::strerror(errno);
    int const yes = 1;
    ::setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    if (six) ::setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &yes, sizeof yes);
    std::string problem;
    if (::bind(fd, reinterpret_cast<sockaddr const*>(&storage), size) != 0 || ::listen(fd, 1) != 0)
        problem = errno == EADDRINUSE ? "another program listens there" : std::strerror(errno);
    ::close(fd);
    return problem;
}

/// Where it was switched off (containers often), a program that is told to listen there does not start.
bool machine_has_ipv6() {
    return bind_problem("::1", 0).empty();
}

Result<> check_ports(Instance const& instance) {
    struct Named {
        char const* name;
        std::uint16_t port;
        bool on_loopback;
    };
    auto const& ports = instance.ports();
    std::array const all{
        Named{"HTTP", ports.http, false},
        Named{"HTTPS", ports.https, false},
        Named{"SMTP", ports.smtp, false},
        Named{"submission", ports.submission, false},
        Named{"submission over TLS", ports.submissions, false},
        Named{"IMAP", ports.imap, false},
        Named{"IMAP over TLS", ports.imaps, false},
        Named{"POP3", ports.pop3, false},
        Named{"POP3 over TLS", ports.pop3s, false},
        Named{"ManageSieve", ports.sieve, false},
        Named{"the directory", ports.directory_http, true},
    };
    for (auto const& one : all) {
        auto const addresses =
            one.on_loopback ? std::vector<std::string>{"127.0.0.1"} : instance.settings().listen;
        for (auto const& address : addresses) {
            auto const problem = bind_problem(address, one.port);
            if (problem.empty()) continue;
            return conflict("up.port_unusable", "Port " + std::to_string(one.port) + " on " + address +
                                                    " cannot be used for " + one.name + ": " + problem + ".");
        }
    }
    return {};
}

Result<> check_programs() {
    // One for each package of deploy/packages/runtime.txt.
    static constexpr std::array programs{"/usr/bin/supervisord",
                                         "/usr/bin/redis-server",
                                         "/usr/bin/rspamd",
                                         "/usr/bin/rspamadm",
                                         "/usr/sbin/dovecot",
                                         "/usr/sbin/postfix",
                                         "/usr/bin/sievec",
                                         "/usr/lib/dovecot/lmtp",
                                         "/usr/lib/dovecot/imap",
                                         "/usr/lib/dovecot/pop3",
                                         "/usr/lib/dovecot/managesieve",
                                         "/usr/lib/dovecot/modules/auth/libauthdb_lua.so"};
    for (auto const* program : programs) {
        if (!fs::exists(program)) {
            return not_found("up.program_missing", std::string(program) +
                                                       " is missing: install the packages of "
                                                       "deploy/packages/runtime.txt.");
        }
    }
    return {};
}

/// What a function says, in a child of this process that has the rights of the database's owner.
std::string ask_in_rights_of_owner(Instance const& instance, std::string (*ask)(Instance const&)) {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) throw std::system_error(errno, std::generic_category(), "pipe");
    Descriptor const output(ends[0]);
    Descriptor input(ends[1]);
    auto const child = ::fork();
    if (child < 0) throw std::system_error(errno, std::generic_category(), "fork");
    if (child == 0) {
        std::string answer;
        try {
            auto const taken = take_database_rights(instance);
            answer = taken ? ask(instance) : taken.error().detail;
        } catch (std::exception const& broken) {
            answer = broken.what();
        }
        bool const told = ::write(ends[1], answer.data(), answer.size()) >= 0;
        ::_exit(told ? EXIT_SUCCESS : EXIT_FAILURE);
    }
    input = Descriptor();
    std::string answer;
    std::array<char, 4096> part{};
    for (;;) {
        auto const got = ::read(output.get(), part.data(), part.size());
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) break;
        answer.append(part.data(), static_cast<std::size_t>(got));
    }
    while (::waitpid(child, nullptr, 0) < 0 && errno == EINTR) {
    }
    return answer;
}

/// Before the words of one that is gone.
constexpr std::string_view is_gone = "gone: ";

/// The version of the schema, or in words why there is none to be had.
std::string version_of_database(Instance const& instance) {
    if (auto const known = check_known_database(instance); !known)
        return std::string(is_gone) + known.error().detail;
    static constexpr std::string_view sqlite = "sqlite:";
    auto const url = instance.database_url();
    if (url.starts_with(sqlite) && !fs::exists(url.substr(sqlite.size()))) return "0";
    db::Database database(instance.database_url(), 1);
    return std::to_string(db::schema_version(database));
}

Result<> check_database(Instance const& instance) {
    // It lies elsewhere until the files of an older version are moved; `bootstrap` looks again then.
    if (apply::is_old_tree(instance)) return {};
    auto const answer = ask_in_rights_of_owner(instance, version_of_database);
    if (answer.starts_with(is_gone)) return conflict("database.vanished", answer.substr(is_gone.size()));
    auto const version = parse_int(answer);
    if (!version) return upstream("up.database_unusable", "The database cannot be used: " + answer);
    if (*version <= db::newest_version()) return {};
    return conflict("database.newer", "The database has schema version " + answer + ", this program knows " +
                                          std::to_string(db::newest_version()) +
                                          " and nothing newer: start a newer MailApp.");
}

/// The services reach the instance as users of their own, and whoever could put something else in the place
/// of a directory above it would get what root does there.
Result<> check_place(fs::path const& directory) {
    auto const refused = [&directory](std::string const& why) {
        return conflict("up.place_unusable",
                        "An instance cannot live in " + directory.string() + ": " + why +
                            " Choose a place whose directories belong to root and let all users pass, such "
                            "as /var/lib/mailapp or one below /srv or /opt (--instance DIR).");
    };
    if (auto const doubt = doubt_about_path(directory); !doubt.empty()) return refused(doubt);
    for (auto parent = directory.parent_path(); parent != parent.root_path(); parent = parent.parent_path()) {
        struct stat found {};
        if (::stat(parent.c_str(), &found) != 0 || (found.st_mode & S_IXOTH) != 0) continue;
        return refused("other users may not pass through " + parent.string() +
                       ", and the services run as such.");
    }
    return {};
}

}  // namespace

Result<Instance> instance_for_up(Arguments const& arguments) {
    auto asked = settings_from_options(arguments);
    if (!asked) return asked.error();
    fs::path const directory = instance_directory(arguments);
    if (auto usable = Instance::check_directory(directory); !usable) return usable.error();
    std::error_code ignored;
    if (fs::exists(directory / "mailapp.toml", ignored)) {
        auto instance = Instance::load(directory);
        if (!instance) return instance.error();
        if (auto same = compare(arguments, *asked, *instance); !same) return same.error();
        return instance;
    }
    if (asked->hostname.empty()) asked->hostname = machine_host_name();
    if (!asked->base_port && asked->listen.empty() && !machine_has_ipv6()) asked->listen = {"0.0.0.0"};
    // The same rules as for the file, whose text these become.
    if (auto good = check_settings(*asked); !good) return good.error();
    return Instance(directory, *asked);
}

Result<> check_before_up(Instance const& instance, bool holds_its_ports) {
    if (::geteuid() != 0) {
        return forbidden("up.not_root",
                         "Starting a mail server needs the rights of root: run this command as root.");
    }
    if (auto good = check_place(instance.directory()); !good) return good;
    if (auto good = check_programs(); !good) return good;
    if (auto good = check_database(instance); !good) return good;
    if (!holds_its_ports) return check_ports(instance);
    return {};
}

}  // namespace mailapp::app
