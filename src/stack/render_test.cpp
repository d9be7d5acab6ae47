#include "stack/postfix/render.hpp"
#include "base/process.hpp"
#include "base/text.hpp"
#include "stack/rendered.hpp"
#include "stack/template.hpp"
#include "stack/test_daemon.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <stdexcept>

namespace mailapp::stack {
namespace {

using testing::HasSubstr;
using testing::Not;

RenderSettings example(Settings settings = {}) {
    if (settings.hostname.empty()) settings.hostname = "mail.example.org";
    if (!settings.base_port) settings.base_port = 20000;
    return {Instance("/srv/mail", std::move(settings)),
            "/srv/mail/config/live",
            "redis-secret",
            "controller-secret",
            "directory-secret",
            "doveadm-secret",
            {"directory", "agent", "api"},
            "",
            {}};
}

RenderedFile file_of(RenderSettings const& settings, std::string const& path) {
    for (auto& file : render_all(settings))
        if (file.path == path) return file;
    throw std::runtime_error("nothing renders " + path);
}

TEST(Render, TheSameSettingsGiveTheSameBytes) {
    EXPECT_EQ(render_all(example()), render_all(example()));
}

TEST(Render, NothingIsLeftOfATemplate) {
    for (auto const& file : render_all(example())) {
        if (file.path.ends_with(".lua")) continue;  // Lua has such brackets of its own
        EXPECT_THAT(file.content, Not(HasSubstr("{{"))) << file.path;
    }
}

TEST(Render, ASecretStandsOnlyInFilesThatOthersCannotRead) {
    for (auto const& file : render_all(example())) {
        for (auto const* secret :
             {"redis-secret", "controller-secret", "directory-secret", "doveadm-secret"}) {
            if (file.content.find(secret) == std::string::npos) continue;
            EXPECT_EQ(file.mode & 0007U, 0U) << secret << " in " << file.path;
        }
    }
}

TEST(Render, ASecretIsInNoCommandLine) {
    auto const text = file_of(example(), "supervisor/supervisord.conf").content;
    EXPECT_THAT(text, Not(HasSubstr("secret")));
}

TEST(Render, PostfixIsNoOpenRelayAndOffersSigningInOnlyOverTls) {
    auto const main_cf = file_of(example(), "postfix/main.cf").content;
    EXPECT_THAT(main_cf, HasSubstr("\nmynetworks =\n"));
    EXPECT_THAT(main_cf,
                HasSubstr("\nsmtpd_relay_restrictions = permit_mynetworks, permit_sasl_authenticated, "
                          "defer_unauth_destination\n"));
    EXPECT_THAT(main_cf, HasSubstr("\nsmtpd_sasl_auth_enable = no\n"));
    EXPECT_THAT(main_cf, HasSubstr("\nsmtpd_tls_auth_only = yes\n"));
    EXPECT_THAT(main_cf, HasSubstr("\nmilter_default_action = tempfail\n"));
}

TEST(Render, PostfixListensOnEachAddressAndOnceForAll) {
    Settings settings;
    settings.listen = {"192.0.2.1", "2001:db8::1"};
    auto const two = file_of(example(settings), "postfix/master.cf").content;
    EXPECT_THAT(two, HasSubstr("\n192.0.2.1:20025 inet"));
    EXPECT_THAT(two, HasSubstr("\n[2001:db8::1]:20025 inet"));
    EXPECT_THAT(file_of(example(settings), "postfix/main.cf").content, HasSubstr("= proxy:btree:"));
    settings.listen = {"0.0.0.0", "::"};
    auto const all = file_of(example(settings), "postfix/master.cf").content;
    EXPECT_THAT(all, HasSubstr("\n20025 inet"));
    EXPECT_EQ(all.find("\n20025 inet"), all.rfind("\n20025 inet"));
}

TEST(Render, TrustedNetworksOfIpv6StandInBrackets) {
    Settings settings;
    settings.trusted_networks = {"192.0.2.0/24", "2001:db8::/32"};
    EXPECT_THAT(file_of(example(settings), "postfix/main.cf").content,
                HasSubstr("\nmynetworks = 192.0.2.0/24 [2001:db8::]/32\n"));
}

TEST(Render, ProgramsThatReadTheSettingsStartAnewWithOthers) {
    auto other = example();
    auto settings = other.instance.settings();
    settings.trusted_proxies = {"127.0.0.1"};
    other.instance = Instance(other.instance.directory(), settings);
    auto const part_of = [](stack::RenderSettings const& of, std::string const& program) {
        auto const text = file_of(of, "supervisor/supervisord.conf").content;
        auto const begin = text.find("[program:" + program + "]");
        return text.substr(begin, text.find("[program:", begin + 1) - begin);
    };
    for (auto const* program : {"api", "agent", "directory"})
        EXPECT_NE(part_of(example(), program), part_of(other, program)) << program;
    for (auto const* program : {"postfix", "dovecot", "redis", "rspamd"})
        EXPECT_EQ(part_of(example(), program), part_of(other, program)) << program;
}

TEST(Render, OnlyProgramsOfThisBuildAreSupervised) {
    auto settings = example();
    settings.programs = {"directory"};
    auto const text = file_of(settings, "supervisor/supervisord.conf").content;
    EXPECT_THAT(text, HasSubstr("[program:directory]"));
    EXPECT_THAT(text, Not(HasSubstr("[program:api]")));
    EXPECT_THAT(file_of(example(), "supervisor/supervisord.conf").content, HasSubstr("[program:api]"));
}

TEST(Render, OurPartsSpeakToEachOtherOverSocketsWithOwners) {
    auto const settings = example();
    EXPECT_THAT(
        file_of(settings, "postfix/main.cf").content,
        HasSubstr(
            "\nfilter_milter = unix:/srv/mail/run/milter/milter.sock\nsmtpd_milters = $filter_milter\n"));
    EXPECT_THAT(file_of(settings, "rspamd/local.d/worker-proxy.inc").content,
                HasSubstr("\nbind_socket = \"/srv/mail/run/milter/milter.sock mode=0660\";"));
    auto const redis = file_of(settings, "redis/redis.conf").content;
    EXPECT_THAT(redis, HasSubstr("port 0\nunixsocket /srv/mail/run/redis/redis.sock\nunixsocketperm 660\n"));
}

TEST(Render, OurProgramsGetTheirOnePrivilegeForPortsBelow1024Only) {
    auto settings = example();
    EXPECT_THAT(file_of(settings, "supervisor/supervisord.conf").content, Not(HasSubstr("net_bind_service")));
    settings.instance = Instance("/srv/mail", [] {
        Settings standard;
        standard.hostname = "mail.example.org";
        return standard;
    }());
    auto const text = file_of(settings, "supervisor/supervisord.conf").content;
    for (std::string const program : {"api", "directory"}) {
        auto const begin = text.find("[program:" + program + "]");
        auto const command = text.substr(begin, text.find("[program:", begin + 1) - begin);
        EXPECT_THAT(command, HasSubstr("--reuid=mailapp")) << program;
        EXPECT_THAT(command, HasSubstr("--ambient-caps=-all,+net_bind_service")) << program;
    }
}

// Security case 9: what would mean something else to a program is refused before it reaches its file.
TEST(Render, AValueThatCouldEndItsLineIsRefused) {
    for (auto const* name : {"a.example\nmynetworks = 0.0.0.0/0", "a.example { }", "a.example\r\n", "a\"b"}) {
        Settings settings;
        settings.hostname = name;
        EXPECT_THROW(render_all(example(settings)), std::invalid_argument) << name;
    }
    for (auto const* secret : {"a\"b", "a\nb", "a\\b"}) {
        auto settings = example();
        settings.controller_password = secret;
        EXPECT_THROW(render_all(settings), std::invalid_argument) << secret;
    }
}

TEST(Render, RspamdFilesOfAnOperatorComeLast) {
    auto settings = example();
    settings.rspamd_overrides = {{"options.inc", "task_timeout = 9s;\n"}};
    EXPECT_EQ(file_of(settings, "rspamd/override.d/options.inc").content, "task_timeout = 9s;\n");
}

/// What `rspamadm configdump` says of the rendered files.
std::string rspamd_reads(RenderSettings const& settings) {
    test::TemporaryDirectory const directory;
    for (auto const& file : render_all(settings)) {
        if (!file.path.starts_with("rspamd/")) continue;
        auto const path = directory.path() / file.path;
        fs::create_directories(path.parent_path());
        std::ofstream(path) << file.content;
    }
    ProcessOptions options;
    options.output_limit = std::size_t{16} * 1024 * 1024;
    auto const done = run_process(
        {"/usr/bin/rspamadm", "--var=LOCAL_CONFDIR=" + (directory.path() / "rspamd").string(), "configdump"},
        options);
    if (!done) throw std::runtime_error(done.error().detail);
    if (done->status != 0 || done->cut)
        throw std::runtime_error("rspamadm says: " + done->output.substr(0, 1000));
    return done->output;
}

TEST(Render, RspamdFetchesNothingFromOutside) {
    auto const dump = rspamd_reads(example());
    ASSERT_THAT(dump, HasSubstr("maps.d/surbl-whitelist.inc"));
    for (auto const line : split(dump, '\n')) {
        if (line.find("description = ") != std::string_view::npos) continue;
        EXPECT_EQ(line.find("http://"), std::string_view::npos) << line;
        EXPECT_EQ(line.find("https://"), std::string_view::npos) << line;
    }
}

TEST(PostfixOverrides, ReplaceParametersWithTheirContinuationLines) {
    auto const merged = postfix::with_overrides("a = 1\nb = 2,\n  3\nc = 4\n", "# mine\nb = 5\n");
    ASSERT_TRUE(merged);
    EXPECT_EQ(*merged, "a = 1\nc = 4\n\n\n# From overrides/postfix.cf.\n# mine\nb = 5\n");
    EXPECT_EQ(*postfix::with_overrides("a = 1\n", "\n# nothing\n"), "a = 1\n");
}

TEST(PostfixOverrides, AreLinesWithANameAndAValue) {
    for (auto const* text : {"nonsense\n", "= 5\n", "a b = 5\n", "a;b = 5\n"}) {
        auto const merged = postfix::with_overrides("a = 1\n", text);
        ASSERT_FALSE(merged) << text;
        EXPECT_EQ(merged.error().code, "apply.override_invalid");
    }
}

TEST(Template, AValueIsNeverATemplate) {
    TemplateValues const values{{{"a", std::string("{{b}}")}, {"b", std::string("7")}}};
    EXPECT_EQ(expand("[{{a}}]", values, [](std::string const& text) { return text; }), "[{{b}}]");
}

TEST(Template, RepeatsASectionForEachElement) {
    TemplateValues const values{
        {{"list", std::vector<TemplateValues>{{{{"n", std::string("1")}}}, {{{"n", std::string("2")}}}}}}};
    EXPECT_EQ(expand("{{#list}}<{{n}}>{{/list}}", values, [](std::string const& text) { return text; }),
              "<1><2>");
}

}  // namespace
}  // namespace mailapp::stack
