#include "stack/rspamd/render.hpp"

#include "instance/submission_mark.hpp"
#include "stack/redis/client.hpp"
#include "stack/template.hpp"

namespace mailapp::stack::rspamd {
namespace {

/// A fixed file of local.d that depends on nothing.
RenderedFile fixed(char const* name, char const* content) {
    return {std::string("rspamd/local.d/") + name, content};
}

/// libucl reads "address:port:priority"; a bare IPv6 address needs brackets then.
std::string resolver(std::string const& text) {
    bool const bare_six = text.find(':') != text.rfind(':') && !text.starts_with('[');
    return bare_six ? "[" + text + "]" : text;
}

std::vector<TemplateValues> resolvers(Instance const& instance) {
    std::vector<TemplateValues> list;
    for (auto const& text : instance.settings().resolvers) list.push_back({{{"resolver", resolver(text)}}});
    return list;
}

}  // namespace

std::vector<std::string> directory_arguments(Instance const& instance, fs::path const& config) {
    return {"-c",
            "/etc/rspamd/rspamd.conf",
            "--var=LOCAL_CONFDIR=" + (config / "rspamd").string(),
            "--var=DBDIR=" + (instance.data() / "rspamd-state").string(),
            "--var=RUNDIR=" + (instance.run() / "rspamd").string(),
            "--var=LOGDIR=" + instance.log().string()};
}

std::vector<std::string> command_line(Instance const& instance) {
    std::vector<std::string> command{"/usr/bin/rspamd", "-f"};
    for (auto& argument : directory_arguments(instance, instance.live_config()))
        command.push_back(std::move(argument));
    return command;
}

std::vector<RenderedFile> render(RenderSettings const& settings) {
    auto const& instance = settings.instance;
    TemplateValues const values{{
        {"data", instance.data().string()},
        {"run", instance.run().string()},
        {"has_resolvers", !instance.settings().resolvers.empty()},
        {"resolvers", resolvers(instance)},
        {"milter", instance.milter_socket().string()},
        {"controller", instance.controller_socket().string()},
        {"redis", instance.redis_socket().string()},
        {"controller_password", settings.controller_password},
        {"redis_password", settings.redis_password},
        {"keys_are_there", redis::keys_are_there},
        {"mark_field", submission_mark_field},
        {"mark_key", submission_mark_key(settings.directory_token)},
    }};
    auto const escape = refusing("Rspamd", "\"\\$#{}");
    auto const text = [&](char const* name) { return expand(embedded_template(name), values, escape); };
    std::vector<RenderedFile> files{
        {"rspamd/rspamd.conf.override", text("rspamd.conf.override.mustache")},
        {"rspamd/rspamd.local.lua", text("rspamd_local.lua.mustache"), 0640, "_rspamd"},
        {"rspamd/local.d/options.inc", text("rspamd_options.inc.mustache")},
        {"rspamd/local.d/worker-proxy.inc", text("rspamd_worker-proxy.inc.mustache")},
        {"rspamd/local.d/worker-controller.inc", text("rspamd_worker-controller.inc.mustache"), 0640,
         "_rspamd"},
        {"rspamd/local.d/redis.conf", text("rspamd_redis.conf.mustache"), 0640, "_rspamd"},
        {"rspamd/local.d/milter_headers.conf", text("rspamd_milter_headers.conf.mustache")},
        fixed("worker-normal.inc", "enabled = false;\n"),
        fixed("worker-fuzzy.inc", "enabled = false;\n"),
        // It asks servers of others about every message, and looks them up before it starts.
        fixed("fuzzy_check.conf", "enabled = false;\n"),
        fixed("rspamd_update.conf", "enabled = false;\n"),
        fixed("logging.inc", "type = \"console\";\nlevel = \"notice\";\nsystemd = false;\n"),
        fixed("actions.conf", "greylist = 7;\nadd_header = 8;\nrewrite_subject = null;\nreject = 15;\n"),
        fixed("dkim_signing.conf", "enabled = false; # rspamd.local.lua signs\n"),
        {"rspamd/local.d/arc.conf", text("rspamd_arc.conf.mustache")},
        fixed("classifier-bayes.conf",
              "min_learns = 5;\nexpire = 7776000;\nautolearn {\n    spam_threshold = 12.0;\n"
              "    ham_threshold = -4.5;\n    check_balance = true;\n    min_balance = 0.9;\n}\n"),
        fixed("greylist.conf",
              "check_local = true;\nipv4_mask = 24;\nipv6_mask = 64;\n"
              "whitelist_symbols = [\"JUNK_IS_NOT_DELAYED\"]; # rspamd.local.lua\n"
              "message = \"Greylisted, please try again later\";\n"),
        fixed("dmarc.conf", "actions {\n    quarantine = \"add header\";\n    reject = \"reject\";\n}\n"),
    };
    for (auto const& [name, content] : settings.rspamd_overrides)
        files.push_back({"rspamd/override.d/" + name, content});
    return files;
}

}  // namespace mailapp::stack::rspamd
