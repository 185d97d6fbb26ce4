package provider

import (
	"os"
	"testing"
)

func TestLoggingIsOffUnlessAskedFor(t *testing.T) { //nolint:paralleltest // it is about the environment
	for _, variable := range []string{"TF_LOG", "TF_LOG_PROVIDER", "TF_LOG_SDK", "TF_LOG_SDK_FRAMEWORK", "TF_LOG_PROVIDER_KATAPULT"} {
		t.Setenv(variable, "")
	}
	silenceSDKLogs()
	if os.Getenv("TF_LOG_SDK") != "OFF" || os.Getenv("TF_LOG_PROVIDER") != "OFF" {
		t.Error("logging is on though nothing asks for it")
	}
	for _, variable := range []string{"TF_LOG", "TF_LOG_PROVIDER", "TF_LOG_PROVIDER_KATAPULT", "TF_LOG_SDK_FRAMEWORK"} {
		t.Setenv("TF_LOG_SDK", "")
		t.Setenv("TF_LOG_PROVIDER", "")
		t.Setenv(variable, "DEBUG")
		if silenceSDKLogs(); os.Getenv("TF_LOG_SDK") == "OFF" {
			t.Errorf("logging is off though %s asks for it", variable)
		}
		t.Setenv(variable, "")
	}
}
