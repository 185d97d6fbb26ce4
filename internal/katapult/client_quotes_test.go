package katapult_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"testing"

	"terraform-provider-katapult/internal/contract"
	"terraform-provider-katapult/internal/katapult"
	"terraform-provider-katapult/internal/rest"
)

const token = "t0ken-0f-4n-0rganization"

// refused returns the error of a response to a client with a token.
func refused(t *testing.T, status int, header map[string]string, body string) error {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("X-Api-Schema", "json-error")
		for name, value := range header {
			w.Header().Set(name, value)
		}
		w.WriteHeader(status)
		_, _ = w.Write([]byte(body))
	}))
	t.Cleanup(server.Close)
	_, err := katapult.New(katapult.Options{URL: server.URL, Token: token, Organization: "acme"}).VirtualMachineGroups.Get(t.Context(), "vmgrp_1")
	return err
}

// echoes lists texts that no API should put into a response.
var echoes = map[string]string{
	"a setting":  "It was password=hunter2hunter2 in there",
	"a header":   "It was Authorization: Bearer hunter2hunter2 in there",
	"an object":  `It was {"password":"hunter2hunter2"}`,
	"an address": "It was https://me:hunter2hunter2@katapult.example in there",
	"the token":  "It was " + token + " in there",
	"too much":   "It was " + strings.Repeat("long ", 1<<14),
}

func TestErrorsRepeatNeitherSecretsNorAllThereIs(t *testing.T) {
	t.Parallel()
	for name, response := range map[string]struct{ header, body string }{
		"description": {body: `{"error":{"code":"validation_error","description":%s,"detail":{}}}`},
		"code":        {body: `{"error":{"code":%s,"description":"No"}}`},
		"reason":      {body: `{"error":{"code":"validation_error","description":"No","detail":{"errors":%s}}}`},
		"reasons":     {body: `{"error":{"code":"validation_error","description":"No","detail":{"errors":["One",%s]}}}`},
		"details":     {body: `{"error":{"code":"invalid_api_token","description":"No","detail":{"details":%s}}}`},
		"scopes":      {body: `{"error":{"code":"scope_not_granted","description":"No","detail":{"scopes":["disks",%s]}}}`},
		"address":     {body: `{"error":{"code":"unauthorized_network_for_api_token","description":"No","detail":{"ip_address":%s}}}`},
		"trash":       {body: `{"error":{"code":"object_in_trash","description":"No","detail":{"trash_object":{"id":%s,"object_id":"a","object_type":"b"}}}}`},
		"issue":       {body: `{"error":{"code":"invalid_argument","description":"No","detail":{"path":["a"],"issue":%s}}}`},
		"bare":        {body: `{"code":"validation_error","description":%s}`},
		"page":        {body: `<h1>%s</h1>`},
		"request":     {header: "X-Request-Id", body: `{"code":"validation_error"}`},
		"redirect":    {header: "Location", body: ``},
	} {
		for kind, echo := range echoes {
			t.Run(name+"/"+kind, func(t *testing.T) {
				t.Parallel()
				written, _ := json.Marshal(echo)
				body, header := response.body, map[string]string{}
				if response.header != "" {
					header[response.header] = strings.TrimSpace(echo)
				} else {
					body = fmt.Sprintf(body, written)
				}
				err := refused(t, http.StatusUnprocessableEntity, header, body)
				if err == nil || !strings.Contains(err.Error(), "It was ") || len(err.Error()) > 1_500 {
					t.Fatalf("%.3000s", fmt.Sprint(err))
				}
				if strings.Contains(err.Error(), "hunter2") || strings.Contains(err.Error(), token) {
					t.Error(err)
				}
			})
		}
	}
}

func TestManyReasonsAreCounted(t *testing.T) {
	t.Parallel()
	reasons, _ := json.Marshal(slices.Repeat([]string{"A disk is in use"}, 1_000))
	err := refused(t, http.StatusConflict, nil, `{"error":{"code":"deletion_restricted","description":"No","detail":{"errors":`+string(reasons)+`}}}`)
	if err == nil || strings.Count(err.Error(), "A disk is in use.") != 20 || !strings.Contains(err.Error(), "980 more omitted.") {
		t.Error(err)
	}
}

func TestRedirectIsNamedWithoutWhatItCarries(t *testing.T) {
	t.Parallel()
	err := refused(t, http.StatusFound, map[string]string{"Location": "https://login.example/sign/in?return=%2F&code=hunter2#hunter2"}, "")
	if err == nil || !strings.Contains(err.Error(), "a redirect to https://login.example/sign/in…, which is not followed") {
		t.Error(err)
	}
}

// TestErrorsThatWereSeenAreRepeatedAsTheyStand: quoting changes none of the
// API's own texts.
func TestErrorsThatWereSeenAreRepeatedAsTheyStand(t *testing.T) {
	t.Parallel()
	for _, seen := range errorsSeen(t) {
		body, _ := json.Marshal(map[string]any{"error": seen})
		err := refused(t, http.StatusConflict, nil, string(body))
		var response *katapult.Error
		if !errors.As(err, &response) || response.Code != seen.Code || response.Description != seen.Description || !slices.Equal(response.Detail.Errors, seen.Detail.Errors) {
			t.Errorf("%s\nbecomes %v", body, err)
		}
		for _, text := range append([]string{seen.Description}, seen.Detail.Errors...) {
			if rest.Quote(text) != text {
				t.Errorf("%q\nbecomes %q", text, rest.Quote(text))
			}
		}
	}
}

type seenError struct {
	Code        katapult.Code `json:"code"`
	Description string        `json:"description"`
	Detail      seenDetail    `json:"detail"`
}

type seenDetail struct {
	Errors katapult.Sentences `json:"errors"`
}

// errorsSeen returns all errors in the API's recordings, one for each detail.
func errorsSeen(t *testing.T) []seenError {
	t.Helper()
	content, err := os.ReadFile(contract.Require(t, "katapult/errors-seen.json"))
	if err != nil {
		t.Fatal(err)
	}
	var kinds map[string]struct {
		First struct {
			Body struct{ Error seenError }
		}
		Details []seenDetail
	}
	if err := json.Unmarshal(content, &kinds); err != nil || len(kinds) == 0 {
		t.Fatal(len(kinds), err)
	}
	var all []seenError
	for _, kind := range kinds {
		seen := kind.First.Body.Error
		all = append(all, seen)
		for _, seen.Detail = range kind.Details {
			all = append(all, seen)
		}
	}
	return all
}
