#include "instance/instance.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdlib.h>

#include <set>

namespace mailapp {
namespace {

class InstanceFile : public testing::Test {
protected:
    InstanceFile() {
        std::string pattern = "/tmp/mailapp-settings-XXXXXX";
        directory = ::mkdtemp(pattern.data());
    }
    ~InstanceFile() override { fs::remove_all(directory); }

    void write(std::string const& text) const { write_file_atomically(directory / "mailapp.toml", text); }
    Error error_of(std::string const& text) const {
        write(text);
        auto const loaded = Instance::load(directory);
        return loaded ? Error{} : loaded.error();
    }

    fs::path directory;
};

TEST_F(InstanceFile, SettingsSurviveBeingWrittenAndReadBack) {
    Settings settings;
    settings.hostname = "mail.example.org";
    settings.base_port = 20000;
    settings.listen = {"127.0.0.1", "::1"};
    settings.database_url = "postgresql://localhost/\"x\\";
    settings.trusted_networks = {"192.0.2.0/24", "2001:db8::/32"};
    settings.trusted_proxies = {"127.0.0.1", "10.0.0.0/8"};
    settings.message_size_limit = 1'000'000;
    settings.max_api_threads = 7;
    settings.refuse_foreign_from = false;
    settings.resolvers = {"127.0.0.1:5353", "[2001:db8::1]:53"};
    write(to_toml(settings));
    auto const read = Instance::load(directory);
    ASSERT_TRUE(read) << read.error().detail;
    EXPECT_EQ(read->settings().hostname, settings.hostname);
    EXPECT_EQ(read->settings().base_port, settings.base_port);
    EXPECT_EQ(read->settings().listen, settings.listen);
    EXPECT_EQ(read->settings().database_url, settings.database_url);
    EXPECT_EQ(read->settings().trusted_networks, settings.trusted_networks);
    EXPECT_EQ(read->settings().trusted_proxies, settings.trusted_proxies);
    EXPECT_EQ(read->settings().message_size_limit, settings.message_size_limit);
    EXPECT_EQ(read->settings().max_api_threads, settings.max_api_threads);
    EXPECT_EQ(read->settings().refuse_foreign_from, settings.refuse_foreign_from);
    EXPECT_EQ(read->settings().resolvers, settings.resolvers);
}

TEST_F(InstanceFile, EverySettingHasADefaultThatWorks) {
    write("");
    auto const read = Instance::load(directory);
    ASSERT_TRUE(read) << read.error().detail;
    EXPECT_THAT(read->settings().hostname, testing::HasSubstr("."));
    EXPECT_EQ(read->settings().listen, (std::vector<std::string>{"0.0.0.0", "::"}));
    EXPECT_EQ(read->ports().smtp, 25);
    EXPECT_LT(read->ports().directory_http, 1024) << "any account could take it";
    EXPECT_EQ(read->database_url(), "sqlite:" + (directory / "data/control/mailapp.db").string());
    EXPECT_TRUE(read->settings().trusted_networks.empty());
    EXPECT_TRUE(read->settings().trusted_proxies.empty());
}

TEST_F(InstanceFile, ABasePortMovesEveryPortIntoItsHundredAndListensOnLoopback) {
    write("base_port = 30000\n");
    auto const read = Instance::load(directory);
    ASSERT_TRUE(read);
    EXPECT_EQ(read->settings().listen, std::vector<std::string>{"127.0.0.1"});
    auto const& ports = read->ports();
    std::vector const all{ports.http,  ports.https,       ports.smtp,          ports.submission,
                          ports.imap,  ports.submissions, ports.imaps,         ports.pop3,
                          ports.pop3s, ports.sieve,       ports.directory_http};
    EXPECT_THAT(all, testing::Each(testing::AllOf(testing::Ge(30000), testing::Le(30099))));
    EXPECT_EQ((std::set<std::uint16_t>(all.begin(), all.end()).size()), all.size());
}

TEST_F(InstanceFile, WhatIsWrongIsNamedWithFileLineAndKey) {
    auto const file = (directory / "mailapp.toml").string();
    struct Case {
        char const* text;
        char const* expected;
    };
    for (auto const& [text, expected] :
         {Case{"hostname = \"a.example\"\nbase_port = \"x\"\n", "line 2: base_port must be"},
          Case{"base_port = 80\n", "line 1: base_port must be"},
          Case{"base_port = 65500\n", "line 1: base_port must be"},
          Case{"\nhostname = \"a b;c\"\n", "line 2: hostname must be"},
          Case{"hostname = \"localhost\"\n", "hostname must be"},
          Case{"hostname = \"a.example\\n smtpd_tls_security_level = none\"\n", "hostname must be"},
          Case{"listen = [\"nonsense\"]\n", "line 1: listen must be"},
          Case{"listen = \"127.0.0.1\"\n", "line 1: listen must be"},
          Case{"trusted_networks = [\"10.0.0.0/33\"]\n", "trusted_networks must be"},
          Case{"trusted_proxies = [\"10.0.0.0/033\"]\n", "trusted_proxies must be"},
          Case{"trusted_proxies = [\"10.0.0.0/+8\"]\n", "trusted_proxies must be"},
          Case{"trusted_proxies = [\"10.0.0.0/08\"]\n", "trusted_proxies must be"},
          Case{"trusted_proxies = [\"::ffff:10.0.0.0/64\"]\n", "trusted_proxies must be"},
          Case{"trusted_proxies = [\"::ffff:a00:1/104\"]\n", "trusted_proxies must be"},
          Case{"trusted_proxies = \"10.0.0.1\"\n", "trusted_proxies must be"},
          Case{"# \xC9\x99\na\xC3\x9F = 1\n", "line 2: only printable ASCII"},
          Case{"# \xC3\n", "line 1: only printable ASCII"},
          Case{"\x01\n", "line 1: only printable ASCII"},
          Case{"since = 1979-05-27Tx0:00:00Z\n", "cannot be read"},
          Case{"resolvers = [\"127.0.0.1:70000\"]\n", "resolvers must be"},
          Case{"message_size_limit = 1\n", "message_size_limit must be"},
          Case{"databse_url = \"x\"\n", "line 1: databse_url is not a setting"},
          Case{"hostname = \"a.example\n", "line 1: "}}) {
        auto const error = error_of(text);
        EXPECT_EQ(error.code, "instance.config_invalid") << text;
        EXPECT_THAT(error.detail, testing::StartsWith(file + ", ")) << text;
        EXPECT_THAT(error.detail, testing::HasSubstr(expected)) << text;
    }
}

TEST_F(InstanceFile, APasswordInTheDatabaseAddressIsReadFromTheSecrets) {
    write("");
    fs::create_directory(directory / "secrets");
    write_file_atomically(directory / "secrets/database.url", "postgresql://u:p@db/x\n");
    auto const read = Instance::load(directory);
    ASSERT_TRUE(read);
    EXPECT_EQ(read->database_url(), "postgresql://u:p@db/x");
}

TEST(InstanceDirectory, MustBeWritableIntoEveryConfigurationAndShortEnoughForSockets) {
    EXPECT_TRUE(Instance::check_directory("/var/lib/mailapp"));
    EXPECT_TRUE(Instance::check_directory("/srv/mail_1.2+x-y"));
    EXPECT_TRUE(Instance::check_directory("/" + std::string(69, 'x')));
    for (auto const& path : {std::string("relative"), std::string("/with space"), std::string("/per%cent"),
                             std::string("/dollar$x"), std::string("/line\nend"), std::string("/quo\"te"),
                             std::string("/semi;colon"), "/" + std::string(70, 'x')}) {
        auto const usable = Instance::check_directory(path);
        ASSERT_FALSE(usable) << path;
        EXPECT_EQ(usable.error().code, "instance.path_unusable");
    }
}

TEST(InstanceDirectory, WithoutAFileThereIsNoInstance) {
    auto const read = Instance::load("/nonexistent/instance");
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().code, "instance.missing");
}

}  // namespace
}  // namespace mailapp
