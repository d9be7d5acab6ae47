#include "stack/rspamd/render.hpp"

#include "instance/submission_mark.hpp"
#include "stack/redis/client.hpp"
#include "stack/template.hpp"

namespace mailapp::stack::rspamd {
namespace {

/// A fixed file of local.d that depends on nothing.
RenderedFile fixed(char const* name, std::string content) {
    return {std::string("rspamd/local.d/") + name, std::move(content)};
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

/// Rspamd fetches lists from maps.rspamd.com by itself. Here it has those that came with its package, and no
/// others (docs/adr/0066). In local.d lists grow by what is there; only an include of its own replaces them.
std::vector<RenderedFile> without_outside_maps() {
    static constexpr std::pair<char const*, char const*> replaced[]{
        {"rbl.conf", "url_whitelist = [\"fallback+file://${CONFDIR}/maps.d/surbl-whitelist.inc\"];\n"},
        {"mime_types.conf", "file = [\"fallback+file://${CONFDIR}/maps.d/mime_types.inc\"];\n"},
        {"mid.conf", "source {\n    url = [\"fallback+file://${CONFDIR}/maps.d/mid.inc\"];\n}\n"},
        {"phishing.conf",
         "openphish_map = \"\";\nexceptions {\n"
         "    REDIRECTOR_FALSE = [\"fallback+file://${CONFDIR}/maps.d/redirectors.inc\"];\n}\n"},
        {"whitelist.conf",
         "rules {\n"
         "    WHITELIST_SPF {\n        valid_spf = true;\n"
         "        domains = [\"fallback+file://${CONFDIR}/maps.d/spf_whitelist.inc\"];\n"
         "        score = -1.0;\n        inverse_symbol = \"BLACKLIST_SPF\";\n    }\n"
         "    WHITELIST_DKIM {\n        valid_dkim = true;\n"
         "        domains = [\"fallback+file://${CONFDIR}/maps.d/dkim_whitelist.inc\"];\n"
         "        score = -1.0;\n        inverse_symbol = \"BLACKLIST_DKIM\";\n    }\n"
         "    WHITELIST_SPF_DKIM {\n        valid_spf = true;\n        valid_dkim = true;\n"
         "        domains = [\"fallback+file://${CONFDIR}/maps.d/spf_dkim_whitelist.inc\"];\n"
         "        score = -3.0;\n        inverse_symbol = \"BLACKLIST_SPF_DKIM\";\n    }\n"
         "    WHITELIST_DMARC {\n        valid_dmarc = true;\n"
         "        domains = [\"fallback+file://${CONFDIR}/maps.d/dmarc_whitelist.inc\"];\n"
         "        score = -7.0;\n        inverse_symbol = \"BLACKLIST_DMARC\";\n    }\n}\n"},
    };
    std::vector<RenderedFile> files;
    for (auto const& [name, content] : replaced) {
        files.push_back({"rspamd/served/" + std::string(name), content});
        files.push_back(fixed(
            name,
            std::string(".include(priority=9,duplicate=rewrite) \"$LOCAL_CONFDIR/served/") + name + "\"\n"));
    }
    // Whose package has none.
    files.push_back(fixed("maps.d/none.inc", "# No list of free or disposable addresses.\n"));
    std::string multimap;
    for (std::string const kind : {"freemail_", "disposable_"}) {
        for (auto const* part : {"envfrom", "envrcpt", "from", "to", "cc", "replyto"})
            multimap += kind + part + " {\n    map = \"$LOCAL_CONFDIR/local.d/maps.d/none.inc\";\n}\n";
    }
    files.push_back(fixed("multimap.conf", multimap));
    return files;
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
        fixed("rspamd_update.conf", "enabled = false;\nrules = \"\";\n"),
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
    for (auto& file : without_outside_maps()) files.push_back(std::move(file));
    for (auto const& [name, content] : settings.rspamd_overrides)
        files.push_back({"rspamd/override.d/" + name, content});
    return files;
}

}  // namespace mailapp::stack::rspamd
