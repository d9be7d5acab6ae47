#include "app/services.hpp"
#include "db/testing/databases.hpp"
#include "http/pipeline.hpp"

#include <gtest/gtest.h>
#include <boost/json/value.hpp>

#include <regex>
#include <set>

namespace mailapp::app {
namespace {

constexpr Role roles[] = {Role::anonymous, Role::administrator, Role::api_read_only, Role::api_read_write};

/// What each role may, in other words than the table's.
bool expected(Role role, Scope scope) {
    auto const name = reflect::enum_name(scope);
    bool const for_people = name == "own_account" || name == "keys_write" || name == "private_keys_read";
    switch (role) {
        case Role::anonymous: return name == "open";
        case Role::administrator: return true;
        case Role::api_read_only: return name == "open" || (name.ends_with("_read") && !for_people);
        case Role::api_read_write: return !for_people;
    }
    return false;
}

class MatrixTest : public ::testing::Test {
protected:
    MatrixTest() { add_all_routes(routes, services); }

    /// The code of a refusal by role, "" for anything else that the request met.
    std::string refusal(Role role, http::Operation const& operation) {
        http::Idempotency idempotency(*database);
        auto const as_role = [role](http::RawRequest const&) -> Result<http::Authenticated> {
            http::Authenticated who;
            who.principal.role = role;
            who.principal.name = "somebody";
            return who;
        };
        http::Pipeline pipeline(routes, as_role, idempotency, {});
        http::RawRequest request;
        request.method = operation.method;
        request.target = std::regex_replace(operation.path, std::regex(R"(\{[a-z_]+\})"), "1");
        request.remote = "192.0.2.1";
        request.secure = true;
        auto const response = pipeline.handle(request);
        EXPECT_NE(response.status, 500) << operation.id;
        if (response.status != 401 && response.status != 403) return "";
        return std::string(reflect::parse_json(response.body).value().at("code").as_string());
    }

    db::testing::FreshDatabase database{db::Engine::sqlite};
    Services services{*database, std::string(64, 'a'), "mail.example"};
    http::Routes routes;
};

TEST_F(MatrixTest, EachOperationRefusesExactlyTheRolesWithoutItsScope) {
    ASSERT_GT(routes.operations().size(), 20U);
    for (auto const& operation : routes.operations()) {
        for (auto const role : roles) {
            bool const allowed = expected(role, operation.scope);
            EXPECT_EQ(may(role, operation.scope), allowed) << operation.id << " " << reflect::enum_name(role);
            auto const code = refusal(role, operation);
            bool const refused =
                code == "access.denied" || (code == "session.required" && role == Role::anonymous);
            EXPECT_EQ(refused, !allowed) << operation.id << " " << reflect::enum_name(role) << " " << code;
        }
    }
}

TEST_F(MatrixTest, NothingIsChangedByGetAndNothingIsReadForAWriteScope) {
    for (auto const& operation : routes.operations()) {
        auto const scope = reflect::enum_name(operation.scope);
        bool const reads = operation.method == http::Method::get;
        // Secrets are shown on POST: the own password comes along, and no link or cache can do that.
        if (operation.scope == Scope::private_keys_read) {
            EXPECT_FALSE(reads) << operation.id;
            continue;
        }
        EXPECT_FALSE(scope.ends_with(reads ? "_write" : "_read")) << operation.id;
        // Who is not signed in can do nothing but sign in and read the documentation.
        EXPECT_TRUE(operation.scope != Scope::open || reads || operation.id == "signIn") << operation.id;
    }
}

TEST_F(MatrixTest, EachOperationIsDeclaredWhole) {
    std::set<std::string> ids;
    for (auto const& operation : routes.operations()) {
        EXPECT_TRUE(ids.insert(operation.id).second) << operation.id;
        EXPECT_FALSE(operation.summary.empty()) << operation.id;
        for (auto const& code : operation.errors) {
            EXPECT_TRUE(std::regex_match(code, std::regex("[a-z_]+\\.[a-z_]+")))
                << operation.id << " " << code;
        }
    }
}

}  // namespace
}  // namespace mailapp::app
