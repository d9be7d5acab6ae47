#pragma once

#include "compat/mailcow/testing/composition.hpp"
#include "db/testing/databases.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <gtest/gtest.h>

#include <string>

namespace mailapp::compat::mailcow::testing {

/// The facade on a fresh database, called as clients call it.
class FacadeFixture : public ::testing::Test {
protected:
    http::RawResponse call(http::Method method, std::string target, std::string body = {},
                           std::string key = "rw", std::string content_type = "application/json") {
        http::RawRequest request;
        request.method = method;
        request.target = std::move(target);
        request.body = std::move(body);
        request.remote = "127.0.0.1";
        if (key == "rw") request.headers.emplace_back("x-api-key", parts_.read_write_key);
        if (key == "ro") request.headers.emplace_back("x-api-key", parts_.read_only_key);
        if (key == "elsewhere") request.headers.emplace_back("x-api-key", parts_.elsewhere_key);
        if (!content_type.empty()) request.headers.emplace_back("content-type", content_type);
        return facade_.handle(request);
    }
    std::string get(std::string const& path) { return call(http::Method::get, "/api/v1/get/" + path).body; }
    boost::json::object object(std::string const& path) { return boost::json::parse(get(path)).as_object(); }
    std::string post(std::string const& path, std::string body) {
        return call(http::Method::post, "/api/v1/" + path, std::move(body)).body;
    }
    std::string edit(std::string const& category, std::string const& item, std::string const& attributes) {
        return post("edit/" + category,
                    R"({"items":[)" + json_string(item) + R"(],"attr":)" + attributes + "}");
    }

    /// "success domain_added; warning attribute_unknown(x)": types, keys and arguments of an answer.
    static std::string messages(std::string const& answer) {
        auto const parsed = boost::json::parse(answer);
        if (parsed.is_object()) {
            return std::string(parsed.at("type").as_string()) + " " +
                   std::string(parsed.at("msg").as_string());
        }
        std::string all;
        for (auto const& entry : parsed.as_array()) {
            if (!all.empty()) all += "; ";
            all += std::string(entry.at("type").as_string()) + " ";
            auto const& said = entry.at("msg");
            if (said.is_string()) {
                all += std::string(said.as_string());
                continue;
            }
            auto const& list = said.as_array();
            all += std::string(list.front().as_string()) + "(";
            for (std::size_t i = 1; i < list.size(); ++i) {
                if (i > 1) all += ",";
                all +=
                    list[i].is_string() ? std::string(list[i].as_string()) : boost::json::serialize(list[i]);
            }
            all += ")";
        }
        return all;
    }

    void add_domain(std::string const& name = "example.org") {
        auto const said = messages(post("add/domain", R"({"domain":")" + name + R"(","key_size":0})"));
        ASSERT_NE(said.find("success domain_added"), std::string::npos) << said;
    }
    /// With a hash instead of a password: making one costs as much as signing in.
    void add_mailbox(std::string const& local_part, std::string const& more = "") {
        std::string const hash = "{SSHA256}K8eVJ6YsZbQCfuJvSUbaQRLr0HPLz5rC9IAp0PAFl0tmNDBkMDc0NDAyOTAxN2Rk";
        auto const said = messages(post("add/mailbox", R"({"local_part":")" + local_part +
                                                           R"(","domain":"example.org","password":")" + hash +
                                                           R"(","password2":")" + hash + '"' + more + "}"));
        ASSERT_NE(said.find("success mailbox_added"), std::string::npos) << said;
    }

    db::testing::FreshDatabase database_{db::Engine::sqlite};
    Composition parts_{*database_};
    Facade facade_{parts_.services(), parts_.authenticate()};
};

}  // namespace mailapp::compat::mailcow::testing
