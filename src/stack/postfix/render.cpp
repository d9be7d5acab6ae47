#include "stack/postfix/render.hpp"

#include "base/text.hpp"
#include "stack/template.hpp"

#include <set>
#include <stdexcept>

namespace mailapp::stack::postfix {
namespace {

/// "$" starts a parameter's value (postconf(5)), "{" and white space end an argument in master.cf.
std::string escape(std::string const& value) {
    static Escape const refuse = refusing("Postfix", "{} \t\"#,");
    return replace_all(refuse(value), "$", "$$");
}

bool is_wildcard(std::string const& address) {
    return address == "0.0.0.0" || address == "::";
}

/// How master(5) names an inet service; a bare port means all addresses.
std::string service(std::string const& address, std::uint16_t port) {
    auto const number = std::to_string(port);
    if (is_wildcard(address)) return number;
    if (address.find(':') != std::string::npos) return "[" + address + "]:" + number;
    return address + ":" + number;
}

std::vector<TemplateValues> services(Instance const& instance) {
    auto const& ports = instance.ports();
    std::vector<TemplateValues> list;
    std::set<std::string> seen;
    for (auto const& address : instance.settings().listen) {
        auto const smtp = service(address, ports.smtp);
        if (!seen.insert(smtp).second) continue;  // "0.0.0.0" and "::" are one service
        list.push_back({{{"smtp", smtp},
                         {"submission", service(address, ports.submission)},
                         {"submissions", service(address, ports.submissions)}}});
    }
    return list;
}

std::vector<TemplateValues> networks(Instance const& instance) {
    std::vector<TemplateValues> list;
    for (auto const& network : instance.settings().trusted_networks) {
        // Postfix wants IPv6 addresses in brackets (postconf(5), mynetworks).
        auto const slash = network.find('/');
        auto const address = network.substr(0, slash);
        auto const rest = slash == std::string::npos ? "" : network.substr(slash);
        bool const six = address.find(':') != std::string::npos;
        list.push_back({{{"network", six ? "[" + address + "]" + rest : network}}});
    }
    return list;
}

/// The name of the parameter that a logical line of main.cf sets; "" for comments and empty lines.
std::string parameter_name(std::string_view line) {
    auto const equals = line.find('=');
    if (line.empty() || line.front() == '#' || equals == std::string_view::npos) return "";
    return std::string(trim(line.substr(0, equals)));
}

bool is_parameter_name(std::string_view name) {
    return !name.empty() && name.find_first_not_of(
                                "abcdefghijklmnopqrstuvwxyz"
                                "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-") == std::string_view::npos;
}

}  // namespace

Result<std::string> with_overrides(std::string const& main_cf, std::string const& overrides) {
    std::set<std::string> replaced;
    for (auto const line : split(overrides, '\n')) {
        bool const is_continuation = !line.empty() && (line.front() == ' ' || line.front() == '\t');
        if (trim(line).empty() || line.front() == '#' || is_continuation) continue;
        auto const name = parameter_name(line);
        if (!is_parameter_name(name)) {
            return invalid(
                "apply.override_invalid",
                "overrides/postfix.cf has a line that is not \"name = value\": " + std::string(line));
        }
        replaced.insert(name);
    }
    if (replaced.empty()) return main_cf;

    std::string result;
    bool skipping = false;
    for (auto const line : split(main_cf, '\n')) {
        bool const is_continuation = !line.empty() && (line.front() == ' ' || line.front() == '\t');
        if (!is_continuation) skipping = replaced.contains(parameter_name(line));
        if (!skipping) result.append(line).append("\n");
    }
    return result + "\n# From overrides/postfix.cf.\n" + overrides;
}

std::vector<RenderedFile> render(RenderSettings const& settings) {
    auto const& instance = settings.instance;
    auto const listen = services(instance);
    TemplateValues const values{{
        {"queue", instance.queue().string()},
        {"data", instance.data().string()},
        {"hostname", instance.settings().hostname},
        {"hostname_pattern", replace_all(instance.settings().hostname, ".", "\\.")},
        {"trusted_networks", networks(instance)},
        {"socketmap", "socketmap:unix:" + instance.socketmap_socket().string()},
        {"policy", instance.policy_socket().string()},
        {"submission_milter", instance.submission_socket().string()},
        {"sasl", instance.sasl_gate_socket().string()},
        {"lmtp", instance.lmtp_socket().string()},
        {"message_size_limit", std::to_string(instance.settings().message_size_limit)},
        {"tls", instance.tls().string()},
        {"milter", instance.milter_socket().string()},
        // Several postscreen services may share a cache only through proxymap (postscreen(8)).
        {"postscreen_cache", std::string(listen.size() > 1 ? "proxy:btree" : "btree")},
        {"listen", listen},
        {"config", settings.config.string()},
        {"program", instance.program().string()},
        {"instance", instance.directory().string()},
    }};
    auto const main_cf = with_overrides(expand(embedded_template("main.cf.mustache"), values, escape),
                                        settings.postfix_overrides);
    if (!main_cf) throw std::invalid_argument(main_cf.error().detail);
    return {
        {"postfix/main.cf", *main_cf},
        {"postfix/master.cf", expand(embedded_template("master.cf.mustache"), values, escape)},
        {"postfix/submission_header_checks",
         expand(embedded_template("submission_header_checks.mustache"), values, escape)},
    };
}

}  // namespace mailapp::stack::postfix
