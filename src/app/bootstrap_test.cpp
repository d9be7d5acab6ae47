#include "app/bootstrap.hpp"

#include "app/services.hpp"
#include "db/testing/databases.hpp"

#include <gtest/gtest.h>

namespace mailapp::app {
namespace {

class BootstrapTest : public ::testing::TestWithParam<db::Engine> {
protected:
    Bootstrap run(bool with_api_keys) {
        return bootstrap(*database, services.audit, credentials, with_api_keys);
    }
    bool signs_in(std::string const& password) {
        http::RawRequest request;
        request.remote = "127.0.0.1";
        return services.sign_in.sign_in({"admin", password}, request).has_value();
    }
    bool key_works(std::string const& key, std::string const& remote = "127.0.0.1") {
        return services.api_keys.authenticate(key, remote).has_value();
    }

    db::testing::FreshDatabase database{GetParam()};
    Services services{*database, std::string(64, 'a'), "mail.example"};
    Credentials credentials = generate_credentials();
};

TEST_P(BootstrapTest, MakesWhatIsMissingAndNothingTwice) {
    auto const first = run(false);
    EXPECT_TRUE(first.admin_created);
    EXPECT_TRUE(first.admin_password_holds);
    EXPECT_FALSE(first.read_write_key_holds);
    EXPECT_TRUE(signs_in(credentials.admin_password));

    auto const second = run(true);
    EXPECT_FALSE(second.admin_created);
    EXPECT_TRUE(second.read_write_key_holds);
    EXPECT_TRUE(second.read_only_key_holds);
    auto const third = run(true);
    EXPECT_TRUE(third.read_write_key_holds);
    EXPECT_EQ(services.api_keys.list({}).value().total, 2);
    EXPECT_EQ(services.administrators.list({}).value().total, 1);
    EXPECT_TRUE(key_works(credentials.read_write_key));
    EXPECT_TRUE(key_works(credentials.read_only_key, "::1"));
    EXPECT_FALSE(key_works(credentials.read_only_key, "192.0.2.1"));
    EXPECT_TRUE(services.audit.verify().intact);
}

TEST_P(BootstrapTest, LeavesARevokedKeyDead) {
    run(true);
    for (auto const& key : services.api_keys.list({}).value().items) {
        if (key.access != api_keys::ApiAccess::read_write) continue;
        ASSERT_TRUE(services.api_keys.remove(Principal::system("test"), key.id));
    }
    auto const again = run(true);
    EXPECT_FALSE(again.read_write_key_holds);
    EXPECT_TRUE(again.read_only_key_holds);
    EXPECT_FALSE(key_works(credentials.read_write_key));
}

TEST_P(BootstrapTest, LeavesAnExistingAdministratorAlone) {
    run(false);
    auto const password =
        services.administrators.reset_password(Principal::system("command line"), "admin").value();
    auto const again = run(false);
    EXPECT_FALSE(again.admin_created);
    EXPECT_FALSE(again.admin_password_holds);
    EXPECT_TRUE(signs_in(password));
    EXPECT_FALSE(signs_in(credentials.admin_password));
}

INSTANTIATE_TEST_SUITE_P(Engines, BootstrapTest,
                         ::testing::Values(db::Engine::sqlite, db::Engine::postgresql),
                         [](auto const& about) { return db::testing::engine_name(about.param); });

}  // namespace
}  // namespace mailapp::app
