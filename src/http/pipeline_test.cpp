#include "http/pipeline.hpp"

#include "db/storage_full.hpp"
#include "db/testing/databases.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

namespace mailapp::http {
namespace {

struct Wanted {
    std::string name;
};
BOOST_DESCRIBE_STRUCT(Wanted, (), (name))

class PipelineTest : public ::testing::Test {
protected:
    PipelineTest() {
        OperationInfo info;
        info.method = Method::post;
        info.path = "/api/v2/things/{thing}";
        info.id = "makeThing";
        routes.on<None, Wanted, None>(info, [this](Request<None, Wanted> const& request) -> Result<None> {
            if (request.body.name == "good") {
                ++made;
                return None();
            }
            if (request.body.name == "full")
                throw db::StorageFull(db::StorageFull::Why::full, "INSERT INTO inner_table: disk is full");
            if (request.body.name == "read-only")
                throw db::StorageFull(db::StorageFull::Why::read_only, "attempt to write");
            if (request.body.name == "break") throw std::runtime_error("SELECT secret FROM inner_table");
            return invalid("thing.refused", "No: " + request.body.name, "/" + request.param("thing"));
        });
    }

    RawResponse send(Method method, std::string const& target, std::string const& body = "",
                     std::vector<std::pair<std::string, std::string>> headers = {}) {
        Pipeline pipeline(routes, [](RawRequest const&) -> Result<Authenticated> { return Authenticated(); },
                          idempotency, {});
        RawRequest request;
        request.method = method;
        request.target = target;
        request.headers = std::move(headers);
        if (!body.empty()) request.headers.emplace_back("content-type", "application/json");
        request.body = body;
        request.remote = "192.0.2.1";
        return pipeline.handle(std::move(request));
    }

    static std::string header_of(RawResponse const& response, std::string const& name) {
        for (auto const& [known, value] : response.headers) {
            if (known == name) return value;
        }
        return "";
    }

    db::testing::FreshDatabase database{db::Engine::sqlite};
    Routes routes;
    Seconds now{std::chrono::seconds{1'800'000'000}};
    Idempotency idempotency{*database, [this] { return now; }};
    int made = 0;
};

TEST_F(PipelineTest, KeepsTheAnswerToAKeyForADay) {
    auto const create = [this](std::string const& key) {
        (void)send(Method::post, "/api/v2/things/1", R"({"name":"good"})", {{"idempotency-key", key}});
    };
    create("a");
    now += std::chrono::hours{23};
    create("a");
    EXPECT_EQ(made, 1);
    now += std::chrono::hours{2};
    create("a");
    EXPECT_EQ(made, 2);
    // Claimed under a clock that was ahead: nobody can say how old it is.
    create("b");
    EXPECT_EQ(made, 3);
    now -= std::chrono::hours{24 * 400};
    create("b");
    create("b");
    EXPECT_EQ(made, 4);
}

TEST_F(PipelineTest, ShowsNothingOfTheInsideWhenSomethingBreaks) {
    auto const response = send(Method::post, "/api/v2/things/1", R"({"name":"break"})");
    EXPECT_EQ(response.status, 500);
    EXPECT_EQ(header_of(response, "Content-Type"), "application/problem+json");
    EXPECT_EQ(response.body.find("SELECT"), std::string::npos);
    EXPECT_EQ(response.body.find("inner_table"), std::string::npos);
    EXPECT_NE(response.body.find(header_of(response, "X-Request-Id")), std::string::npos);
}

TEST_F(PipelineTest, SaysThatTheDiskIsFullInPlainWords) {
    auto const full = send(Method::post, "/api/v2/things/1", R"({"name":"full"})");
    EXPECT_EQ(full.status, 507);
    EXPECT_NE(full.body.find(R"("code":"storage.full")"), std::string::npos) << full.body;
    EXPECT_EQ(full.body.find("INSERT"), std::string::npos);
    EXPECT_EQ(send(Method::post, "/api/v2/things/1", R"({"name":"read-only"})").status, 503);
}

TEST_F(PipelineTest, RefusesAMemberThatStandsTwice) {
    auto const twice = send(Method::post, "/api/v2/things/1", R"({"name":"a","name":"b"})");
    EXPECT_EQ(twice.status, 422);
    EXPECT_NE(twice.body.find(R"("code":"request.member_twice")"), std::string::npos) << twice.body;
    EXPECT_NE(twice.body.find(R"("field":"/name")"), std::string::npos) << twice.body;
}

TEST_F(PipelineTest, WhatSomebodySentComesBackAsJsonThatNoBrowserTakesForAPage) {
    std::string const hostile = "</script><img src=x onerror=alert(1)>\\\"\\u2028";
    auto const response =
        send(Method::post, "/api/v2/things/%22%3E%3Cb%3E", "{\"name\":\"" + hostile + "\"}");
    EXPECT_EQ(response.status, 422);
    EXPECT_EQ(header_of(response, "Content-Type"), "application/problem+json");
    EXPECT_EQ(header_of(response, "X-Content-Type-Options"), "nosniff");
    EXPECT_EQ(header_of(response, "Content-Security-Policy"), "default-src 'none'; frame-ancestors 'none'");
    auto const problem = reflect::parse_json(response.body);
    ASSERT_TRUE(problem) << response.body;
    EXPECT_EQ(problem->at("detail").as_string(), "No: </script><img src=x onerror=alert(1)>\"\xE2\x80\xA8");
    EXPECT_EQ(problem->at("field").as_string(), "/\"><b>");
}

TEST_F(PipelineTest, TakesOverAHarmlessRequestIdAndNoOther) {
    auto const id_for = [&](std::string const& given) {
        return header_of(send(Method::get, "/x", "", {{"x-request-id", given}}), "X-Request-Id");
    };
    EXPECT_EQ(id_for("abc-DEF_09"), "abc-DEF_09");
    for (std::string const& given :
         {std::string("a b"), std::string("a\r\nSet-Cookie: x=y"), std::string("<b>"), std::string("\"}"),
          std::string(65, 'a'), std::string("a\0b", 3), std::string("\xC9\x99")}) {
        auto const id = id_for(given);
        EXPECT_EQ(id.size(), 16U) << given;
        EXPECT_EQ(id.find_first_not_of("0123456789abcdef"), std::string::npos) << id;
    }
}

TEST_F(PipelineTest, AnswersNoPreflightOfAnotherSite) {
    for (auto const* origin : {"https://evil.example", "null", "https://mail.example.evil.example"}) {
        auto const response = send(Method::options, "/api/v2/things/1", "",
                                   {{"origin", origin}, {"access-control-request-method", "POST"}});
        EXPECT_EQ(response.status, 405);
        for (auto const& [name, value] : response.headers)
            EXPECT_FALSE(name.starts_with("Access-Control-")) << name << ": " << value;
    }
}

TEST_F(PipelineTest, ReadsBodiesOfJsonAlone) {
    // A form of another site can send these types without asking.
    for (auto const* type : {"text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""}) {
        Pipeline pipeline(routes, [](RawRequest const&) -> Result<Authenticated> { return Authenticated(); },
                          idempotency, {});
        RawRequest request;
        request.method = Method::post;
        request.target = "/api/v2/things/1";
        request.headers = {{"content-type", type}};
        request.body = R"({"name":"x"})";
        EXPECT_EQ(pipeline.handle(std::move(request)).status, 415) << type;
    }
}

}  // namespace
}  // namespace mailapp::http
