#include "compat/mailcow/errors.hpp"
#include "compat/mailcow/testing/facade_fixture.hpp"

#include <gtest/gtest.h>

#include <map>
#include <set>

namespace mailapp::compat::mailcow {
namespace {

using http::Method;

class FacadeTest : public testing::FacadeFixture {};

TEST_F(FacadeTest, RefusesAKeyFromAnotherAddressByName) {
    auto const response = call(Method::get, "/api/v1/get/domain/all", "", "elsewhere");
    EXPECT_EQ(response.status, 401);
    EXPECT_EQ(response.body, R"({"type":"error","msg":"api access denied for ip 127.0.0.1"})");
}

TEST_F(FacadeTest, AnswersOnlyBelowItsPrefix) {
    EXPECT_EQ(call(Method::get, "/api/v1x/get/domain/all").status, 404);
    EXPECT_EQ(call(Method::get, "/api/v1/get/%zz").status, 404);
}

TEST_F(FacadeTest, ShowsNoPasswordInTheLog) {
    add_domain();
    auto const body = post("add/mailbox", R"({"local_part":"anna","domain":"example.org",
        "password":"Correct-horse-1","password2":"Correct-horse-1"})");
    EXPECT_NE(body.find("mailbox_added"), std::string::npos);
    EXPECT_EQ(body.find("Correct-horse"), std::string::npos);
    auto const key = post("add/dkim_import", R"({"domain":"example.org","private_key_file":"TOP-SECRET"})");
    EXPECT_EQ(key.find("TOP-SECRET"), std::string::npos);
}

TEST_F(FacadeTest, NeverShowsAHashOrAPrivateKey) {
    ASSERT_NE(post("add/domain", R"({"domain":"signed.example.org"})").find("dkim_added"), std::string::npos);
    EXPECT_NE(get("dkim/signed.example.org").find(R"("privkey":"")"), std::string::npos);
    post("add/mailbox", R"({"local_part":"anna","domain":"signed.example.org",
        "password":"Correct-horse-1","password2":"Correct-horse-1"})");
    auto const all = get("mailbox/all") + get("mailbox/reduced") + get("mailbox/anna@signed.example.org");
    EXPECT_EQ(all.find("ARGON2"), std::string::npos);
    EXPECT_NE(all.find("anna@signed.example.org"), std::string::npos);
}

TEST_F(FacadeTest, TakesFormsOfJsonTexts) {
    auto const response = call(Method::post, "/api/v1/add/domain",
                               "attr=%7B%22domain%22%3A%22form.example.org%22%2C%22key_size%22%3A%220%22%7D",
                               "rw", "application/x-www-form-urlencoded");
    EXPECT_NE(response.body.find("domain_added"), std::string::npos);
    auto const removed = call(Method::post, "/api/v1/delete/domain", "items=%5B%22form.example.org%22%5D",
                              "rw", "application/x-www-form-urlencoded");
    EXPECT_NE(removed.body.find("domain_removed"), std::string::npos);
}

TEST_F(FacadeTest, FindsTheDomainBehindAnAliasDomain) {
    add_domain();
    post("add/alias-domain",
         R"({"alias_domain":"second.example.org","target_domain":"example.org","active":1})");
    EXPECT_NE(get("domain/second.example.org").find(R"("domain_name":"example.org")"), std::string::npos);
}

TEST_F(FacadeTest, KeepsForeignAndOwnSendersApart) {
    add_domain();
    post("add/mailbox", R"({"local_part":"anna","domain":"example.org",
        "password":"Correct-horse-1","password2":"Correct-horse-1"})");
    post("edit/mailbox",
         R"({"items":["anna@example.org"],"attr":{"extended_sender_acl":"a@elsewhere.example"}})");
    post("edit/mailbox", R"({"items":["anna@example.org"],"attr":{"sender_acl":["@example.org"]}})");
    auto const shown = get("mailbox/anna@example.org");
    EXPECT_NE(shown.find("a@elsewhere.example"), std::string::npos);
    EXPECT_NE(shown.find("\"@example.org\""), std::string::npos);
    auto const refused = post(
        "edit/mailbox", R"({"items":["anna@example.org"],"attr":{"extended_sender_acl":"b@example.org"}})");
    EXPECT_NE(refused.find("extra_acl_invalid_domain"), std::string::npos);
}

TEST_F(FacadeTest, ReplacesCustomAttributesAndPermissions) {
    add_domain();
    post("add/mailbox", R"({"local_part":"anna","domain":"example.org",
        "password":"Correct-horse-1","password2":"Correct-horse-1"})");
    EXPECT_NE(post("edit/mailbox/custom-attribute",
                   R"({"items":["anna@example.org"],"attr":{"attribute":["job title"],"value":["Dr"]}})")
                  .find("mailbox_modified"),
              std::string::npos);
    EXPECT_NE(get("mailbox/anna@example.org").find(R"("custom_attributes":{"jobtitle":"Dr"})"),
              std::string::npos);
    EXPECT_NE(post("edit/user-acl", R"({"items":["anna@example.org"],"attr":{"user_acl":["spam_alias"]}})")
                  .find("acl_saved"),
              std::string::npos);
    EXPECT_EQ(parts_.mailboxes.get(Visibility::all(), "anna@example.org")->permissions,
              std::vector<std::string>{"spam_alias"});
}

/// Every route by every role: what may be done follows from the declared scope alone.
TEST_F(FacadeTest, LetsEveryRoleDoWhatItsScopesAllow) {
    auto const routes = facade_.routes();
    ASSERT_GT(routes.size(), 40U);
    for (auto const& route : routes) {
        for (auto const role :
             {Role::anonymous, Role::administrator, Role::api_read_only, Role::api_read_write}) {
            Facade facade(parts_.services(), [role](http::RawRequest const&) -> Result<http::Authenticated> {
                http::Authenticated who;
                who.principal.role = role;
                who.principal.name = "matrix";
                return who;
            });
            http::RawRequest request;
            request.method = route.action == "get" ? Method::get : Method::post;
            request.target = "/api/v1/" + route.action + "/" + route.category + "/does-not-exist";
            request.headers.emplace_back("content-type", "application/json");
            request.body = route.action == "delete" ? R"(["nobody"])" : R"({"items":["nobody"],"attr":{}})";
            auto const response = facade.handle(request);
            auto const where = request.target + " as " + std::string(reflect::enum_name(role));
            bool const refused =
                response.status == 403 ||
                (role == Role::anonymous &&
                 (response.body.empty() || response.body.find("access_denied") != std::string::npos));
            bool const empty_answer = route.category == "status" && may(role, route.scope);
            if (!empty_answer) {
                EXPECT_EQ(refused, !may(role, route.scope)) << where << " " << response.body;
            }
            EXPECT_NE(route.scope, Scope::open) << where;
            EXPECT_EQ(may(Role::api_read_only, route.scope),
                      route.action == "get" || route.action == "search")
                << where;
        }
    }
}

TEST_F(FacadeTest, SendsNothingBackToStrangers) {
    Facade facade(parts_.services(), [](http::RawRequest const&) -> Result<http::Authenticated> {
        return http::Authenticated();
    });
    for (auto const& route : facade.routes()) {
        http::RawRequest request;
        request.method = route.action == "get" ? Method::get : Method::post;
        request.target = "/api/v1/" + route.action + "/" + route.category + "/all";
        request.headers.emplace_back("content-type", "application/json");
        for (std::string const body : {R"({"marked":"marked","attr":{"marked":"marked"},"items":["marked"]})",
                                       R"(["marked"])", R"("marked")"}) {
            request.body = body;
            auto const response = facade.handle(request);
            EXPECT_EQ(response.body.find("marked"), std::string::npos)
                << request.target << " " << response.body;
            EXPECT_FALSE(response.caller_is_known);
        }
    }
}

TEST_F(FacadeTest, WritesOfASessionNeedItsToken) {
    Facade facade(parts_.services(), [](http::RawRequest const& request) -> Result<http::Authenticated> {
        http::Authenticated who;
        who.principal.role = Role::administrator;
        who.csrf_missing = request.header("x-csrf-token") != "the-token";
        return who;
    });
    http::RawRequest request;
    request.method = Method::post;
    request.target = "/api/v1/add/domain";
    request.headers.emplace_back("content-type", "application/x-www-form-urlencoded");
    request.body = "attr=%7B%7D";
    EXPECT_EQ(facade.handle(request).status, 403);
    request.body += "&csrf_token=another";
    EXPECT_EQ(facade.handle(request).status, 403);
    request.body = "attr=%7B%7D&csrf_token=the-token";
    EXPECT_EQ(facade.handle(request).status, 200);
}

TEST_F(FacadeTest, StopsAnAccountThatMustChangeItsPassword) {
    Facade facade(parts_.services(), [](http::RawRequest const&) -> Result<http::Authenticated> {
        http::Authenticated who;
        who.principal.role = Role::administrator;
        who.restricted = forbidden("password.change_required", "Change it.");
        return who;
    });
    http::RawRequest request;
    request.target = "/api/v1/get/domain/all";
    EXPECT_EQ(facade.handle(request).status, 403);
}

TEST(MailcowErrors, SaysEveryCodeOfTheOperationsBehindIt) {
    db::testing::FreshDatabase database(db::Engine::sqlite);
    testing::Composition parts(*database);
    http::Routes routes;
    domains::add_routes(routes, parts.domains);
    alias_domains::add_routes(routes, parts.alias_domains);
    mailboxes::add_routes(routes, parts.mailboxes);
    aliases::add_routes(routes, parts.aliases);
    templates::add_routes(routes, parts.templates);
    administrators::add_routes(routes, parts.administrators);
    dkim::add_routes(routes, parts.dkim,
                     [](Principal const&, Secret const&) -> Result<bool> { return true; });
    // Of operations that have no counterpart here.
    std::set<std::string> const elsewhere{"dkim.password_wrong", "bulk.too_many_items", "bulk.value_missing",
                                          "second_factor.unavailable"};
    for (auto const& operation : routes.operations()) {
        for (auto const& code : operation.errors) {
            if (code.starts_with("list.") || elsewhere.contains(code)) continue;
            EXPECT_TRUE(has_mailcow_message(code)) << code << " of " << operation.id;
        }
    }
}

/// What a client reads, but for the object's name, which all share here.
std::string words_of(std::string const& code) {
    Messages said("[]");
    said.failure(invalid(code, "What is wrong with " + code), "object");
    return said.text();
}

TEST(MailcowErrors, GivesEveryCodeWordsOfItsOwn) {
    db::testing::FreshDatabase database(db::Engine::sqlite);
    testing::Composition parts(*database);
    http::Routes routes;
    domains::add_routes(routes, parts.domains);
    alias_domains::add_routes(routes, parts.alias_domains);
    mailboxes::add_routes(routes, parts.mailboxes);
    aliases::add_routes(routes, parts.aliases);
    templates::add_routes(routes, parts.templates);
    administrators::add_routes(routes, parts.administrators);
    dkim::add_routes(routes, parts.dkim,
                     [](Principal const&, Secret const&) -> Result<bool> { return true; });
    std::map<std::string, std::string> code_of;
    for (auto const& operation : routes.operations()) {
        for (auto const& code : operation.errors) {
            auto const [found, is_new] = code_of.emplace(words_of(code), code);
            EXPECT_TRUE(is_new || found->second == code) << code << " says what " << found->second << " says";
        }
    }
    EXPECT_NE(words_of("no.such_code").find("What is wrong with"), std::string::npos);
}

}  // namespace
}  // namespace mailapp::compat::mailcow
