#include "instance/instance.hpp"

#include "base/text.hpp"

#include <sys/un.h>

#include <algorithm>

namespace mailapp {
namespace {

/// The longest path of a socket below an instance; Dovecot makes that one.
constexpr std::string_view longest_socket = "/run/dovecot/token-login/imap-urlauth";

}  // namespace

Ports ports_from_base(std::uint16_t base) {
    auto const at = [base](int offset) { return static_cast<std::uint16_t>(base + offset); };
    Ports ports;
    ports.http = at(80);
    ports.https = at(44);
    ports.smtp = at(25);
    ports.submission = at(87);
    ports.submissions = at(65);
    ports.imap = at(43);
    ports.imaps = at(93);
    ports.pop3 = at(10);
    ports.pop3s = at(95);
    ports.sieve = at(90);
    ports.directory_http = at(73);
    return ports;
}

Instance::Instance(fs::path directory, Settings settings)
    : directory_(std::move(directory)), settings_(std::move(settings)) {
    if (settings_.base_port) ports_ = ports_from_base(*settings_.base_port);
    if (settings_.listen.empty()) {
        settings_.listen = settings_.base_port ? std::vector<std::string>{"127.0.0.1"}
                                               : std::vector<std::string>{"0.0.0.0", "::"};
    }
    if (settings_.database_url.empty()) settings_.database_url = "sqlite:" + database_file().string();
}

Result<> Instance::check_directory(fs::path const& directory) {
    auto const text = directory.string();
    auto const usable = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               std::string_view("/._+-").find(c) != std::string_view::npos;
    };
    if (!directory.is_absolute() || !std::all_of(text.begin(), text.end(), usable)) {
        return invalid("instance.path_unusable", "An instance cannot live in " + text +
                                                     ": its path may only have letters, digits and the "
                                                     "characters / . _ + - in it.");
    }
    constexpr std::size_t longest = sizeof(sockaddr_un::sun_path) - 1 - longest_socket.size();
    if (text.size() > longest) {
        return invalid("instance.path_unusable",
                       "The path of the instance, " + text + ", has " + std::to_string(text.size()) +
                           " characters; Unix sockets below it allow " + std::to_string(longest) +
                           " at most: choose a shorter one.");
    }
    return {};
}

Result<std::string> Instance::secret(std::string const& name) const {
    auto content = read_file(secrets() / name, 64 * 1024);
    if (!content) {
        return not_found("instance.secret_missing",
                         "The secret " + name + " of the instance cannot be read: " + content.error().detail);
    }
    return std::string(trim(*content));
}

}  // namespace mailapp
