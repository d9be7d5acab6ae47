#include "stack/dovecot/render.hpp"

#include "stack/dovecot/folder_names.hpp"
#include "stack/template.hpp"

namespace mailapp::stack::dovecot {
namespace {

/// "%" starts a variable in Dovecot and Lua, quotes end a string, "#" a line, braces and "$" have a meaning.
std::string escape(std::string const& value) {
    static Escape const refuse = refusing("Dovecot", "%\"\\#{}$<> \t,");
    return refuse(value);
}

/// In the names of folders' directories a character is written as this one and its number. No name can have
/// it: what lies in a store from before stays where it is, and means what it meant.
constexpr char const* folder_escape = "\x7f";

std::vector<TemplateValues> addresses(Instance const& instance) {
    std::vector<TemplateValues> list;
    for (auto const& address : instance.settings().listen)
        list.push_back({{{"address", address == "0.0.0.0" ? "*" : address}}});
    return list;
}

}  // namespace

std::vector<RenderedFile> render(RenderSettings const& settings) {
    auto const& instance = settings.instance;
    auto const& ports = instance.ports();
    TemplateValues const values{{
        {"run", instance.run().string()},
        {"data", instance.data().string()},
        {"instance", instance.directory().string()},
        {"program", instance.program().string()},
        {"listen", addresses(instance)},
        {"tls", instance.tls().string()},
        {"config", settings.config.string()},
        {"hostname", instance.settings().hostname},
        {"dict", instance.dict_socket().string()},
        {"sasl", instance.sasl_socket().string()},
        {"lmtp", instance.lmtp_socket().string()},
        {"imap", std::to_string(ports.imap)},
        {"imaps", std::to_string(ports.imaps)},
        {"pop3", std::to_string(ports.pop3)},
        {"pop3s", std::to_string(ports.pop3s)},
        {"sieve", std::to_string(ports.sieve)},
        {"directory_http", std::to_string(ports.directory_http)},
        {"doveadm_key", settings.doveadm_key},
        {"directory_token", settings.directory_token},
        {"folder_escape", folder_escape},
        {"rubbish", rubbish_patterns()},
    }};
    auto const text = [&values](char const* name) { return expand(embedded_template(name), values, escape); };
    auto const program = instance.program().string();
    return {
        {"dovecot/dovecot.conf", text("dovecot.conf.mustache"), 0600},
        {"dovecot/folders.conf", folders_conf()},
        {"dovecot/learning.conf", learning_conf((settings.config / "dovecot/sieve").string())},
        {"dovecot/auth.lua", text("auth.lua.mustache"), 0640, "dovecot"},
        {"dovecot/sieve/before.sieve", text("before.sieve.mustache")},
        {"dovecot/sieve/after.sieve", text("after.sieve.mustache")},
        {"dovecot/sieve/learn-spam.sieve", text("learn-spam.sieve.mustache")},
        {"dovecot/sieve/learn-ham.sieve", text("learn-ham.sieve.mustache")},
        {"dovecot/sieve-bin/learn-spam", program, 0777, "", true},
        {"dovecot/sieve-bin/learn-ham", program, 0777, "", true},
    };
}

}  // namespace mailapp::stack::dovecot
